import { readFileSync } from 'node:fs';
import { readOpeningFile } from './src/imports/read-file.ts';
const f=[['High needs block','education'],['Integrated care board','health'],["Children's social care",'social_care']];
const known={funders:new Map(f.map(([name,sector],n)=>[name,{id:'f'+n,sector}])),brokers:new Map([['Harbour Managed Accounts','b']]),references:new Set()} as any;
const content=readFileSync(process.argv[2]??'docs/examples/going-live.csv');
const t=performance.now();
const r=await readOpeningFile(content,Temporal.PlainDate.from('2026-11-02'),async()=>known);
console.log(performance.now()-t, r.totals, r.faults.total, r.faults.listed.slice(0,5));
