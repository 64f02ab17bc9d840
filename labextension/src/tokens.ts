// What the plugins of this extension ask each other for.

import type { ISharedCell, ISharedNotebook } from '@jupyter/ydoc';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { Token } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';

import type { Client } from './client';
import type { IRow, NotebookFindings } from './findings';

export const IMlsecClient = new Token<Client>('jupyter-mlsec:IMlsecClient', 'The routes of the server extension.');

/** The findings of all open notebooks. */
export interface IFindingsStore {
  /** The findings of the notebook that a cell is in; null while it is not watched. */
  of(notebook: ISharedNotebook | null): NotebookFindings | null;
  /** Those of the notebook in front of the person. */
  readonly current: NotebookFindings | null;
  /** The panel that `current` belongs to. */
  readonly panel: NotebookPanel | null;
  /** Another notebook came to the front, or what is known about the one in front has changed. */
  readonly changed: ISignal<IFindingsStore, void>;
  /** A notebook is being watched from now on. */
  readonly added: ISignal<IFindingsStore, NotebookFindings>;
  /** Look at the whole notebook in front now. */
  scan(): Promise<void>;
  /** Look at these cells of a notebook now, unless what is known about them is fresh. */
  refresh(notebook: ISharedNotebook, cells: readonly ISharedCell[]): Promise<void>;
  /** Bring a finding before the person: its cell scrolled to and selected, the cursor at its place. */
  show(row: IRow): Promise<void>;
}

export const IFindingsStore = new Token<IFindingsStore>(
  'jupyter-mlsec:IFindingsStore',
  'What is known about the open notebooks.'
);
