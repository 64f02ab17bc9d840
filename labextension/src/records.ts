// Records in the notebook's metadata: answers, waivers, declarations and evidence that a cell's outputs carry, so that
// they outlive the output; and what is ignored. The newest of each is kept; nothing is copied that merely came with the file.

import type { ISharedCell, ISharedCodeCell, ISharedNotebook } from '@jupyter/ydoc';

const MIME = 'application/vnd.jupyter-mlsec.record+json';
export const FORMAT = 'mlsec-record/1';
export const KEY = 'mlsec';
const LONGEST = 65_536; // characters of one record
const MOST = 1000; // records of one notebook

export interface IRecord {
  format: string;
  kind: 'answer' | 'waiver' | 'declaration' | 'evidence' | 'ignored';
  time: string;
  [field: string]: unknown;
}

interface IKept {
  format: string;
  records: IRecord[];
}

/** Copy the records of a cell's outputs into the notebook's metadata, where they are news. */
export function keepRecords(notebook: ISharedNotebook, cell: ISharedCell): void {
  if (cell.cell_type !== 'code') {
    return;
  }
  const news = (cell as ISharedCodeCell).getOutputs().flatMap(output => recordsOf(output));
  const kept = notebook.getMetadata(KEY) as unknown;
  if (!news.length || (kept !== undefined && !isKept(kept))) {
    return; // what is there is not ours to repair
  }
  const before = kept?.records ?? [];
  const after = merged(before, news);
  if (JSON.stringify(after) !== JSON.stringify(before)) {
    notebook.setMetadata(KEY, { format: FORMAT, records: after } as never);
  }
}

/** Keep one record that the person made now. Returns what takes it back, and brings back the one it replaced. */
export function storeRecord(notebook: ISharedNotebook, record: Record<string, unknown>): () => void {
  if (!isRecord(record)) {
    return () => undefined;
  }
  const same = (other: IRecord): boolean => identity(other) === identity(record);
  const read = (): IRecord[] => {
    const kept = notebook.getMetadata(KEY) as unknown;
    return isKept(kept) ? kept.records : [];
  };
  const before = read().find(same);
  write(notebook, merged(read(), [record]));
  return () => {
    const others = read().filter(other => !same(other));
    write(notebook, before ? [...others, before] : others);
  };
}

function write(notebook: ISharedNotebook, records: IRecord[]): void {
  if (records.length) {
    notebook.setMetadata(KEY, { format: FORMAT, records } as never);
  } else {
    notebook.deleteMetadata(KEY);
  }
}

/** What is ignored in a notebook: the only records that a scan heeds. */
export function ignoredRecords(metadata: { [key: string]: unknown }): IRecord[] {
  const kept = metadata[KEY];
  return isKept(kept) ? kept.records.filter(record => isRecord(record) && record.kind === 'ignored') : [];
}

/** Take records back. Returns what restores them; null where there is none of them. */
export function dropRecords(notebook: ISharedNotebook, isMeant: (record: IRecord) => boolean): (() => void) | null {
  const kept = notebook.getMetadata(KEY) as unknown;
  const dropped = isKept(kept) ? kept.records.filter(isMeant) : [];
  if (!isKept(kept) || !dropped.length) {
    return null;
  }
  write(notebook, kept.records.filter(record => !isMeant(record)));
  return () => dropped.forEach(record => storeRecord(notebook, { ...record }));
}

/** The newest record of each identity, in the order in which they first came. */
export function merged(before: IRecord[], news: IRecord[]): IRecord[] {
  const newest = new Map<string, IRecord>();
  for (const record of [...before, ...news]) {
    const key = identity(record);
    const other = newest.get(key);
    if (!other || Date.parse(record.time) >= Date.parse(other.time)) {
      newest.set(key, record);
    }
  }
  return [...newest.values()].slice(0, MOST);
}

function identity(record: IRecord): string {
  const fields = {
    answer: ['item'],
    waiver: ['item'],
    declaration: ['topic', 'name'],
    evidence: ['item', 'probe', 'subject'],
    ignored: ['rule', 'place', 'fingerprint', 'seal']
  }[record.kind];
  return JSON.stringify([record.kind, ...fields.map(field => record[field] ?? '')]);
}

function recordsOf(output: unknown): IRecord[] {
  let value: unknown = (output as { data?: Record<string, unknown> }).data?.[MIME];
  if (typeof value === 'string') {
    try {
      value = JSON.parse(value);
    } catch {
      return [];
    }
  }
  // what code prints ignores nothing: that is for people to say
  return (Array.isArray(value) ? value : [value]).filter(isRecord).filter(({ kind }) => kind !== 'ignored');
}

function isRecord(value: unknown): value is IRecord {
  const { format, kind, time } = (value ?? {}) as Partial<IRecord>;
  return (
    format === FORMAT &&
    ['answer', 'waiver', 'declaration', 'evidence', 'ignored'].includes(kind ?? '') &&
    typeof time === 'string' &&
    !Number.isNaN(Date.parse(time)) &&
    JSON.stringify(value).length <= LONGEST
  );
}

function isKept(value: unknown): value is IKept {
  const { format, records } = (value ?? {}) as Partial<IKept>;
  return format === FORMAT && Array.isArray(records);
}
