import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { RowsTable, type RowsTableProps } from '../../../../ui/table/rows-table.tsx';
import { RuleScope, StateOf, usePeriodWords, useRuleFor, useRuleGives, type Rule } from './rule-words.tsx';

/** Price rules as sentences in columns. @param isForOne all of them are about the product of the page */
export function RuleTable({
  of,
  none,
  onEnd,
  isForOne,
}: {
  of: RowsTableProps<Rule>['of'];
  none: ReactNode;
  onEnd: ((rule: Rule) => void) | null;
  isForOne?: boolean;
}) {
  const { t } = useTranslation('pricing');
  const whoOf = useRuleFor();
  const gives = useRuleGives();
  const when = usePeriodWords();
  return (
    <RowsTable<Rule>
      of={of}
      none={none}
      label={t('title')}
      rowKey={(row) => row.id}
      columns={[
        { id: 'name', title: t('name'), cell: (row) => <bdi title={row.name}>{row.name}</bdi>, width: 'medium' },
        { id: 'kind', title: t('form.kind'), cell: (row) => t(`kind.${row.kind}`), from: 'tablet' },
        ...(isForOne
          ? []
          : [{ id: 'scope', title: t('form.scope'), cell: (row: Rule) => <RuleScope rule={row} />, width: 'medium' as const }]),
        { id: 'who', title: t('who'), cell: (row) => whoOf(row) },
        { id: 'gives', title: t('gives.label'), cell: (row) => <span className="zh-number">{gives(row)}</span>, align: 'end' },
        { id: 'when', title: t('when.label'), cell: (row) => when(row), from: 'desktop' },
        { id: 'state', title: t('stateLabel'), cell: (row) => <StateOf state={row.state} />, from: 'tablet' },
        ...(onEnd
          ? [
              {
                id: 'act',
                title: t('act'),
                cell: (row: Rule) => (
                  <Button size="small" onClick={() => onEnd(row)}>
                    {t('end')}
                  </Button>
                ),
                align: 'end' as const,
              },
            ]
          : []),
      ]}
    />
  );
}
