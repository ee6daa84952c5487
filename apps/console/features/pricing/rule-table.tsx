import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Column } from '../../../../ui/table/data-table.tsx';
import { EndPrice } from './end.tsx';
import { RuleForm } from './rule-form.tsx';
import { RuleScope, StateOf, usePeriodWords, useRuleFor, useRuleGives, type Rule } from './rule-words.tsx';

/** A rule that is looked at: made, changed or ended. */
export type RuleAct = { kind: 'make' } | { kind: 'edit' | 'end'; rule: Rule } | null;

/** Price rules as sentences in columns. @param isForOne all of them are about the product of the page */
export function useRuleColumns({ isForOne, onAct }: { isForOne?: boolean; onAct: ((act: RuleAct) => void) | null }): Column<Rule>[] {
  const { t } = useTranslation('pricing');
  const whoOf = useRuleFor();
  const gives = useRuleGives();
  const when = usePeriodWords();
  return [
    { id: 'name', title: t('name'), cell: (row) => <bdi title={row.name}>{row.name}</bdi>, width: 'medium' },
    // Of one product the rules are few: for whom and when say what their kind and state would.
    ...(isForOne
      ? []
      : [
          { id: 'kind', title: t('form.kind'), cell: (row: Rule) => t(`kind.${row.kind}`), from: 'tablet' as const },
          {
            id: 'scope',
            title: t('form.scope'),
            cell: (row: Rule) => <RuleScope rule={row} />,
            width: 'medium' as const,
            from: 'tablet' as const,
          },
        ]),
    { id: 'who', title: t('who'), cell: (row) => <span className="zh-wrap">{whoOf(row)}</span> },
    { id: 'gives', title: t('gives.label'), cell: (row) => <span className="zh-number">{gives(row)}</span>, align: 'end' },
    { id: 'when', title: t('when.label'), cell: (row) => <span className="zh-wrap">{when(row)}</span>, from: 'desktop' },
    ...(isForOne
      ? []
      : [{ id: 'state', title: t('stateLabel'), cell: (row: Rule) => <StateOf state={row.state} />, from: 'tablet' as const }]),
    ...(onAct
      ? [
          {
            id: 'act',
            title: t('act'),
            cell: (row: Rule) => (
              <span className="zh-row zh-row-acts">
                <Button size="small" aria-label={t('editOf', { name: row.name })} onClick={() => onAct({ kind: 'edit', rule: row })}>
                  {t('edit')}
                </Button>
                <Button size="small" aria-label={t('endOf', { name: row.name })} onClick={() => onAct({ kind: 'end', rule: row })}>
                  {t('end')}
                </Button>
              </span>
            ),
            align: 'end' as const,
          },
        ]
      : []),
  ];
}

/** The sheet or the box of what is done with a rule. */
export function RuleActs({ act, product, onClose }: { act: RuleAct; product?: { id: string; name: string }; onClose: () => void }) {
  const { t } = useTranslation('pricing');
  if (act === null) return null;
  if (act.kind === 'make') return <RuleForm product={product} onClose={onClose} />;
  if (act.kind === 'edit') return <RuleForm rule={act.rule} onClose={onClose} />;
  const { rule } = act;
  return <EndPrice name={rule.name} text={t('endText')} end={(client) => client.priceRules.end(rule.id)} onClose={onClose} />;
}
