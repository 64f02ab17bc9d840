// The server's answers. Made from jupyter_mlsec/server/shapes.py by tools/shapes.py: do not edit.

/** What a whole scan says; "could not look" is never "clean". */
export type Verdict = 'clean' | 'findings' | 'incomplete';

/** What was looked at (the contract's `kind`). */
export type TargetKind = 'notebook' | 'script' | 'artifact';

/** Whether a target was looked at in full. */
export type Outcome = 'checked' | 'not-checked';

/** The contract's families of rules. */
export type Family = 'secret' | 'unsafe-load' | 'code-execution' | 'supply-chain' | 'privacy' | 'transport' | 'hygiene';

/** How bad it is if it is true; ordered from `low` to `critical`. */
export type Severity = 'low' | 'medium' | 'high' | 'critical';

/** How sure the tool is that it is true. */
export type Confidence = 'low' | 'medium' | 'high';

/** Where in a target a text sits (the contract's `place`). */
export type Place = 'source' | 'output' | 'cell-metadata' | 'notebook-metadata' | 'attachment' | 'artifact';

/** The seven stages of a model's life, and the governance around them. */
export type Stage = 'governance' | 'collection' | 'preparation' | 'training' | 'evaluation' | 'deployment' | 'maintenance' | 'retirement';

/** How much an item weighs; the weights stand in the catalogue. */
export type Risk = 'critical' | 'high' | 'medium' | 'low';

/** The contract's states of an item. */
export type Status = 'pass' | 'fail' | 'warn' | 'open' | 'stale' | 'waived' | 'not-applicable' | 'error';

/** Who answers. */
export interface ITool {
  name: string;
  version: string;
}

/** One thing that was to be looked at. */
export interface ITarget {
  path: string;
  kind: TargetKind;
  outcome: Outcome;
  reason: string | null;
  cells: number;
}

/** Which cell, counted from 0; `hash` is that of its text, where a document was sent. */
export interface ICellRef {
  index: number;
  id: string | null;
  hash?: string;
}

/** Why a finding does not count. */
export interface ISuppression {
  by: string;
  reason: string;
}

/** A replacement of a range of one place's text; without `replacement`, what stands at `origin` is removed. */
export interface IChange {
  origin: (string | number)[];
  cell: ICellRef | null;
  place: Place | null;
  start: number | null;
  end: number | null;
  line: number | null;
  column: number | null;
  end_line: number | null;
  end_column: number | null;
  replacement: string | null;
}

/** One way to end a finding; a safe one does not change what runs. */
export interface IFix {
  title: string;
  safe: boolean;
  changes: IChange[];
}

/** Where the comment that suppresses a finding goes, and what stands around it. */
export interface IAllow {
  line: number;
  column: number;
  before: string;
  after: string;
}

/** One problem at one place. Lines and columns count from 1, columns in code points, the end is exclusive. `seal` names the record in the notebook's metadata that ignores it, where there is one; `nth` counts those of its rule at its very place, as in two outputs of one cell. */
export interface IFinding {
  rule: string;
  family: Family;
  severity: Severity;
  confidence: Confidence;
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
  suppressed: ISuppression | null;
  fixes?: IFix[];
  allow?: IAllow | null;
  seal?: string;
  nth?: number;
}

/** The answer of `POST scan`; `held`: digests of cells that came in full, by index, where it was asked for. */
export interface IScan {
  format: 'mlsec-scan/1';
  tool: ITool;
  verdict: Verdict;
  targets: ITarget[];
  findings: IFinding[];
  cells?: ICellRef[];
  held?: Record<string, string>;
}

/** One stage of a model's life, in words. */
export interface IStageTitle {
  id: Stage;
  title: string;
}

/** What one probe saw, in the published form. */
export interface IEvidence {
  probe: string;
  collected: string;
  expires: string | null;
  binds: Record<string, string>;
  summary: string;
}

/** Where a number, its interval and its limit lie, in percent of the scale's length. */
export interface IScale {
  value: number;
  low: number | null;
  high: number | null;
  limit: number | null;
  previous: number | null;
  good: number[] | null;
}

/** One number behind an observation, as text; `meets` says whether it keeps its limit. */
export interface IFigure {
  name: string;
  value: string;
  interval: string;
  limit: string;
  previous: string;
  meets: boolean | null;
  scale: IScale | null;
}

/** The rest of what the probe saw, in the order of `evidence`. */
export interface ISeen {
  symbol: string;
  word: string;
  subject: string;
  details: string[];
  figures: IFigure[];
}

/** A person's answer; `signed` says whose signature makes it count, or that there is none. */
export interface IGivenAnswer {
  text: string;
  person: string;
  time: string;
  signed: string;
}

/** A waiver; `signed` as in an answer. */
export interface IGivenWaiver {
  reason: string;
  approver: string;
  expires: string;
  signed: string;
}

/** One item of the checklist as it stands. */
export interface IItem {
  id: string;
  stage: Stage;
  title: string;
  risk: Risk;
  status: Status;
  evidence: IEvidence[];
  standards: string[];
  symbol: string;
  word: string;
  risk_symbol: string;
  unsettled: boolean;
  summary: string;
  next_step: string;
  changed: string[];
  answerable: boolean;
  question: string;
  asked_for_by: string[];
  seen: ISeen[];
  answer: IGivenAnswer | null;
  waiver: IGivenWaiver | null;
}

/** The answer of `POST checklist`; `author` is the configuration's name for who works on the notebook. `unparsed` are the indices of cells that are meant to be Python and are not. */
export interface IChecklist {
  format: 'mlsec-checklist/1';
  notebook: string;
  profile: string;
  coverage: number;
  conformance: number;
  author: string;
  unparsed: number[];
  stages: IStageTitle[];
  items: IItem[];
}

/** The answer of `POST ignored`; a `personal` one speaks only where the key of the person is. */
export interface IIgnoredRecord {
  format: 'mlsec-record/1';
  kind: 'ignored';
  time: string;
  rule: string;
  place: Place;
  fingerprint: string;
  salt: string;
  seal: string;
  reason: string;
  personal?: boolean;
  person?: string;
}

/** The answer of `GET rules/NAME`; `page` is Markdown. */
export interface IRulePage {
  name: string;
  family: Family;
  severity: Severity;
  message: string;
  remedy: string;
  docs: string;
  page: string;
}

/** The answer of `sweeps/ID`; `more` counts the findings that are left out of `scan`. */
export interface ISweep {
  format: 'mlsec-sweep/1';
  id: string;
  path: string;
  state: 'cancelled' | 'done' | 'failed' | 'running';
  total: number | null;
  looked: number;
  now: string;
  more: number;
  message: string;
  scan: IScan | null;
}

/** Who signed, in which role, with which key. */
export interface ISigner {
  role: string;
  identity: string;
  key: string;
}

/** One thing that speaks against a bundle. */
export interface IFailure {
  code: string;
  path: string;
  message: string;
}

/** The answer of `POST verify`; `trust` is the level in words. */
export interface IVerification {
  format: 'mlsec-verify/1';
  verdict: 'failed' | 'verified';
  trust_level: number;
  signers: ISigner[];
  failures: IFailure[];
  trust: string;
}

/** The answer of `exports/ID`; `bundle` and `report` are paths of the contents API, once there are any. */
export interface IExport {
  format: 'mlsec-export/1';
  id: string;
  path: string;
  state: 'cancelled' | 'done' | 'failed' | 'running';
  message: string;
  bundle: string | null;
  report: string | null;
}
