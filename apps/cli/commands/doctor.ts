import { examine, replayBrands } from '../../server/doctor.ts';
import { printJson, readArgs, terminalLanguage, type Command } from '../command.ts';
import { withProduct } from '../product.ts';

export const command: Command = {
  usage: 'doctor [--tenant S] [--replay]',
  summary:
    'Checks every invariant that can be checked from the data; exit 1 shows the rows that break one, and payouts of that brand stand still until it is whole. --replay lives the money again from its facts and compares',
  async run(args) {
    const { values } = readArgs(args, { tenant: { type: 'string' }, replay: { type: 'boolean' } });
    return await withProduct(values.data, async ({ db }) => {
      if (values.replay === true) return await replay(db, values.tenant, values.json === true);
      const diagnosis = await examine(db, values.tenant);
      if (values.json) {
        printJson(diagnosis, true);
        return diagnosis.ok ? 0 : 1;
      }
      const language = terminalLanguage();
      for (const finding of diagnosis.findings) {
        const where = finding.tenant === null ? '' : `${finding.tenant}  `;
        process.stdout.write(
          `${finding.ok ? '✓' : '✗'} ${where}${finding.id}  ${finding.title[language]}${finding.ok ? '' : ` (${finding.count})`}\n`,
        );
        for (const row of finding.rows) process.stdout.write(`    ${JSON.stringify(row)}\n`);
      }
      const broken = diagnosis.findings.filter((finding) => !finding.ok).length;
      process.stdout.write(
        language === 'zh-CN'
          ? `${diagnosis.brands} 个品牌，${diagnosis.findings.length} 项检查，${broken} 项不成立\n`
          : `${diagnosis.brands} brands, ${diagnosis.findings.length} checks, ${broken} broken\n`,
      );
      return diagnosis.ok ? 0 : 1;
    });
  },
};

async function replay(db: Parameters<typeof replayBrands>[0], slug: string | undefined, isJson: boolean): Promise<number> {
  const report = await replayBrands(db, slug);
  if (isJson) printJson(report, true);
  for (const one of isJson ? [] : report.brands) {
    const { orders, postings, commissions, balances, count } = one;
    process.stdout.write(
      terminalLanguage() === 'zh-CN'
        ? `${count === 0 ? '✓' : '✗'} ${one.tenant}  重放 ${orders} 单、${postings} 笔分录、${commissions} 笔分润、${balances} 个余额，${count} 处不同\n`
        : `${count === 0 ? '✓' : '✗'} ${one.tenant}  ${orders} orders, ${postings} postings, ${commissions} commissions and ${balances} balances lived again, ${count} differ\n`,
    );
    for (const each of one.differences) process.stdout.write(`    ${JSON.stringify(each)}\n`);
  }
  return report.ok ? 0 : 1;
}
