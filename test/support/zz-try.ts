import { readFileSync } from 'node:fs';
import { connect } from '/work/main/src/database/connections.ts';
import { inTransaction } from '/work/main/src/database/transactions.ts';
import { changeSettings, FOR_WHOLE_TABLES } from '/work/main/src/database/whole-tables.ts';
import { reportAt } from '/work/main/src/reports/at.ts';
import { rowsOf } from '/work/main/src/reports/reading.ts';
import { REPORTS } from '/work/main/src/reports/list.ts';
const [service] = readFileSync('/tmp/growth/url', 'utf8').split('\n');
const client = connect(service!, { name: 'try', max: 2 });
const name = process.argv[2]!, explain = process.argv[3] === 'explain', given = JSON.parse(process.argv[4] ?? '{}');
const scope = { authority: 'testshire', user: '00000000-0000-0000-0000-000000000000', kind: 'service', today: Temporal.PlainDate.from('2026-04-15') };
const report = REPORTS.find((one) => one.name === name)!;
await inTransaction(client, scope, async (tx) => {
  const at = await reportAt(tx, { asAt: Temporal.PlainDate.from('2026-01-15'), today: scope.today, knownMoment: null, through: null, given });
  if (explain) {
    await changeSettings(tx, { ...FOR_WHOLE_TABLES, statement_timeout: '120s' });
    const rows = await tx.sql`explain (analyze, buffers off, costs off) ${report.query(tx, at)}`;
    console.log(rows.map((row) => Object.values(row)[0]).join('\n'));
  } else {
    const began = performance.now(); let n = 0;
    for await (const batch of rowsOf(tx, report, at, new AbortController().signal)) { n += batch.length; if (n === batch.length) console.log(batch[0]); }
    console.log(name, n, Math.round(performance.now() - began), 'ms');
  }
}, { readOnly: true });
await client.end();
