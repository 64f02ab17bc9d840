// What the findings panel lists: the notebook in front, all that are open, or what the file browser had selected;
// grouped by place or by rule, filtered by severity and words. Pure: the panel draws what this says.

import type { ISharedNotebook } from '@jupyter/ydoc';

import type { IRow } from './findings';
import { SEVERITIES } from './severity';
import type { IScan, Severity } from './shapes';

export type Scope = 'notebook' | 'open' | 'files';
export type Grouping = 'place' | 'rule';

/** A row and the document that it is in; `notebook` is null for a file that is not open. */
export interface IListed extends IRow {
  path: string;
  notebook: ISharedNotebook | null;
}

export interface IFilter {
  text: string;
  hidden: ReadonlySet<Severity>;
}

export interface IGroup {
  key: string;
  /** What the rows have in common: a file and cell, or a rule. */
  path: string;
  index: number | null;
  rule: string | null;
  rows: IListed[];
}

/** The rows of a scan of files: those that count, or those that are ignored. */
export function fileRows(scan: IScan | null, ignored = false): IListed[] {
  return (scan?.findings ?? [])
    .filter(finding => Boolean(finding.suppressed) === ignored)
    .map((finding, n) => ({
      key: `${finding.path}/${n}/${finding.fingerprint}`,
      index: finding.cell?.index ?? -1,
      cell: null,
      finding,
      stale: false,
      path: finding.path,
      notebook: null
    }));
}

/** Rows that a filter leaves. Every word must be somewhere in what the row says. */
export function filtered(rows: IListed[], { text, hidden }: IFilter): IListed[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter(({ finding, index, path }) => {
    const { rule, family, severity, message, place } = finding;
    const all = `${path} ${rule} ${family} ${severity} ${message} ${place} cell ${index + 1}`.toLowerCase();
    return !hidden.has(severity) && words.every(word => all.includes(word));
  });
}

/** Groups in the order of their first rows; those of rules with the worst first. */
export function grouped(rows: IListed[], grouping: Grouping, scope: Scope): IGroup[] {
  const found = new Map<string, IGroup>();
  for (const row of rows) {
    const rule = grouping === 'rule' ? row.finding.rule : null;
    const index = rule === null && scope !== 'files' ? row.index : null;
    const path = rule === null && scope !== 'notebook' ? row.path : '';
    const key = JSON.stringify([path, index, rule]);
    const group = found.get(key) ?? { key, path, index, rule, rows: [] };
    group.rows.push(row);
    found.set(key, group);
  }
  const groups = [...found.values()];
  const worst = ({ rows: [...all] }: IGroup): number =>
    Math.min(...all.map(({ finding }) => SEVERITIES.indexOf(finding.severity)));
  return grouping === 'rule' ? groups.sort((a, b) => worst(a) - worst(b)) : groups;
}

/** How many rows of each severity there are, the worst first; none that has no row. */
export function counted(rows: IListed[]): { severity: Severity; count: number }[] {
  return SEVERITIES.map(severity => ({
    severity,
    count: rows.filter(row => row.finding.severity === severity).length
  })).filter(({ count }) => count > 0);
}
