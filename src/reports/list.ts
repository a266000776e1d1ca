import { readdirSync } from 'node:fs';
import type { Report } from './report.ts';

const FOLDER = new URL('../../reports/', import.meta.url);

const GROUPS: readonly Report['group'][] = ['growth', 'national returns', 'finance', 'audit'];

/** Each file of the folder `reports/` is a report, so the list makes itself. */
async function load(): Promise<Report[]> {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.ts'));
  const reports = await Promise.all(
    files.map(async (file) => {
      const { report } = (await import(new URL(file, FOLDER).href)) as { report?: Report };
      if (report?.name !== file.replace(/\.ts$/, '')) {
        throw new Error(`reports/${file} must export a report of that name.`);
      }
      return report;
    }),
  );
  return reports.sort(
    (a, b) => GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group) || (a.name < b.name ? -1 : 1),
  );
}

/** The reports there are, by group and name. */
export const REPORTS: readonly Report[] = await load();
