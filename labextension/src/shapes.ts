// The server's answers, as the published formats mlsec-scan/1 and mlsec-checklist/1 draw them.

export type Severity = 'low' | 'medium' | 'high' | 'critical';

export type Place = 'source' | 'output' | 'cell-metadata' | 'notebook-metadata' | 'attachment' | 'artifact';

export interface ICellRef {
  index: number;
  id: string | null;
}

/** A replacement of a range of one place's text; without `replacement`, what stands at `origin` is removed. */
export interface IChange {
  origin: (string | number)[];
  cell: ICellRef | null;
  place: Place | null;
  line: number | null;
  column: number | null;
  end_line: number | null;
  end_column: number | null;
  replacement: string | null;
}

export interface IFix {
  title: string;
  safe: boolean;
  changes: IChange[];
}

/** One problem at one place. Lines and columns count from 1, columns in code points, the end is exclusive. */
/** Where the comment that suppresses a finding goes, and what stands around it; null where no line can hold one. */
export interface IAllow {
  line: number;
  column: number;
  before: string;
  after: string;
}

export interface IFinding {
  rule: string;
  family: string;
  severity: Severity;
  confidence: string;
  message: string;
  remedy: string;
  path: string;
  cell: ICellRef | null;
  place: Place;
  line: number;
  column: number;
  end_line: number;
  end_column: number;
  fingerprint: string;
  suppressed: { by: string; reason: string } | null;
  fixes?: IFix[];
  allow?: IAllow | null;
}

export interface ITarget {
  path: string;
  kind: string;
  outcome: 'checked' | 'not-checked';
  reason: string | null;
  cells: number;
}

export interface IScan {
  format: 'mlsec-scan/1';
  verdict: 'clean' | 'findings' | 'incomplete';
  targets: ITarget[];
  findings: IFinding[];
}

export type ItemStatus = 'pass' | 'fail' | 'warn' | 'open' | 'stale' | 'waived' | 'not-applicable' | 'error';

export interface IEvidence {
  probe: string;
  collected: string;
  expires: string | null;
  summary: string;
}

export interface IItem {
  id: string;
  stage: string;
  title: string;
  risk: string;
  status: ItemStatus;
  evidence: IEvidence[];
  standards: string[];
}

export interface IChecklist {
  format: 'mlsec-checklist/1';
  items: IItem[];
  coverage: number;
  conformance: number;
}

export interface IRulePage {
  name: string;
  family: string;
  severity: Severity;
  message: string;
  remedy: string;
  docs: string;
}

/** Severities from the worst down, as panels list and count them. */
export const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

/** Compare two severities: negative where `a` is the worse one. */
export function worseFirst(a: Severity, b: Severity): number {
  return SEVERITIES.indexOf(a) - SEVERITIES.indexOf(b);
}

export interface IExport {
  format: 'mlsec-export/1';
  id: string;
  path: string;
  state: 'running' | 'done' | 'failed' | 'cancelled';
  message: string;
  bundle: string | null;
  report: string | null;
}
