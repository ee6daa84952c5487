import { diagnose } from '../../server/doctor.ts';
import { printJson, readArgs, terminalLanguage, type Command } from '../command.ts';
import { withProduct } from '../product.ts';

export const command: Command = {
  usage: 'doctor [--tenant S]',
  summary: 'Checks every invariant that can be checked from the data; exit 1 shows the rows that break one',
  async run(args) {
    const { values } = readArgs(args, { tenant: { type: 'string' } });
    return await withProduct(values.data, async ({ db }) => {
      const diagnosis = await diagnose(db, values.tenant);
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
