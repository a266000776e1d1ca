import type { Answer } from './api.ts';

/** What a problem says in short: its status, its type, and the places of its faults. */
export const refusalOf = ({ status, body }: Answer): unknown[] => [
  status,
  body?.type?.replace('/problems/', ''),
  ...(body?.errors ?? []).map((fault: { where: string }) => fault.where),
];
