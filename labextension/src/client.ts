// HTTP to the server extension: one method a route, and errors that say what to do next.

import { URLExt } from '@jupyterlab/coreutils';
import type { INotebookContent } from '@jupyterlab/nbformat';
import { ServerConnection } from '@jupyterlab/services';

import type { IGateAnswer, IGatePolicy, IKernelFacts, IOverride } from './gateshapes';
import { HeldCells } from './held';
import { ServerProblem } from './serverproblem';
import type { IChecklist, IExport, IFinding, IIgnoredRecord, IRulePage, IScan, ISweep, IVerification } from './shapes';

export { ServerProblem };

const BASE = 'jupyter-mlsec/v1';
const NOT_HELD = 428;

export interface IDocumentRequest {
  path: string;
  notebook?: INotebookContent;
  cells?: number[];
}

export type Decision =
  | { kind: 'answer'; item: string; text: string; person: string }
  | { kind: 'waiver'; item: string; reason: string; approver: string; author: string; until: string };

/** Which finding is to be ignored: the `nth` of those at its place, and why. */
export interface IIgnoreRequest {
  path: string;
  notebook: INotebookContent;
  finding: Pick<IFinding, 'rule' | 'place' | 'line' | 'column' | 'end_line' | 'end_column'> & {
    cell: number | null;
    nth: number;
  };
  reason: string;
}

export interface IDecisionRequest {
  path: string;
  notebook: INotebookContent;
  decision: Decision;
}

/** An empty key is the person's own; 0 seconds are no limit. */
export interface IExportRequest {
  path: string;
  parameters: Record<string, string | number | boolean>;
  key: string;
  timeout: number;
  measure: boolean;
}

/** The routes of the server extension. */
export class Client {
  constructor(private readonly settings = ServerConnection.makeSettings()) {}

  async scan(request: IDocumentRequest, signal?: AbortSignal): Promise<IScan> {
    return (await this.sendNotebook('scan', request, signal)) as IScan;
  }

  async checklist(request: IDocumentRequest): Promise<IChecklist> {
    return (await this.send('checklist', request)) as IChecklist;
  }

  async rule(name: string): Promise<IRulePage> {
    return (await this.send(`rules/${encodeURIComponent(name)}`)) as IRulePage;
  }

  async gate(request: IDocumentRequest & { cell: number; kernel: IKernelFacts | null }): Promise<IGateAnswer> {
    return (await this.sendNotebook('gate', request)) as IGateAnswer;
  }

  async gatePolicy(path: string): Promise<IGatePolicy> {
    return (await this.send(`gate?path=${encodeURIComponent(path)}`)) as IGatePolicy;
  }

  /** Record that a cell is run anyway; a server that cannot be reached keeps nobody from running it. */
  async override(request: {
    path: string;
    source: string;
    rules: string[];
    reason: string;
  }): Promise<IOverride | { refused: string }> {
    try {
      return (await this.send('gate/overrides', request)) as IOverride;
    } catch (error) {
      if (!(error instanceof ServerProblem)) {
        throw error;
      }
      return error.kind === 'refused' ? { refused: `${error.message}: ${error.help}` } : unrecorded(error.message);
    }
  }

  /** Make a record of an answer or a waiver; the notebook is the ground that it is bound to. */
  async decide(request: IDecisionRequest): Promise<Record<string, unknown>> {
    return (await this.send('decisions', request)) as Record<string, unknown>;
  }

  /** Make the record that ignores a finding in an output, metadata or an attachment. */
  async ignore(request: IIgnoreRequest): Promise<IIgnoredRecord> {
    return (await this.send('ignored', request)) as IIgnoredRecord;
  }

  async startSweep(path: string): Promise<ISweep> {
    return (await this.send('sweeps', { path: path || '/' })) as ISweep;
  }

  async sweep(id: string): Promise<ISweep> {
    return (await this.send(`sweeps/${id}`)) as ISweep;
  }

  async cancelSweep(id: string): Promise<ISweep> {
    return (await this.request(`sweeps/${id}`, { method: 'DELETE' })) as ISweep;
  }

  async verify(path: string): Promise<IVerification> {
    return (await this.send('verify', { path })) as IVerification;
  }

  async startExport(request: IExportRequest): Promise<IExport> {
    return (await this.send('exports', request)) as IExport;
  }

  async export(id: string): Promise<IExport> {
    return (await this.send(`exports/${id}`)) as IExport;
  }

  async cancelExport(id: string): Promise<IExport> {
    return (await this.request(`exports/${id}`, { method: 'DELETE' })) as IExport;
  }

  private send(route: string, body?: object, signal?: AbortSignal): Promise<unknown> {
    const post = { method: 'POST', body: JSON.stringify(body), ...(signal && { signal }) };
    return this.request(route, body ? post : { method: 'GET' });
  }

  /** Send a notebook without the cells that the server holds; where it does not any more, with all of them. */
  private async sendNotebook(route: string, request: IDocumentRequest, signal?: AbortSignal): Promise<unknown> {
    const { notebook, ...rest } = request;
    if (!notebook) {
      return this.send(route, request, signal);
    }
    let packed = this.held.pack(rest, notebook, true);
    const ask = (): Promise<unknown> =>
      this.request(route, { method: 'POST', body: packed.body, ...(signal && { signal }) });
    const answer = (await ask().catch(error => {
      if (!(error instanceof NotHeld)) {
        throw error;
      }
      this.held.forget();
      packed = this.held.pack(rest, notebook, false);
      return ask();
    })) as { held?: unknown };
    this.held.learn(packed, answer.held);
    return answer;
  }

  private async request(route: string, init: RequestInit): Promise<unknown> {
    const url = URLExt.join(this.settings.baseUrl, BASE, route);
    let response: Response;
    try {
      response = await ServerConnection.makeRequest(url, init, this.settings);
    } catch (error) {
      if (init.signal?.aborted) {
        throw error;
      }
      throw new ServerProblem('The server cannot be reached', 'It is tried again by itself', 'unreachable');
    }
    const answer = await parsed(response);
    if (response.ok && answer) {
      return answer;
    }
    throw response.status === NOT_HELD ? new NotHeld() : problem(response.status, answer);
  }

  private readonly held = new HeldCells();
}

/** The server does not hold a cell that was left out. */
class NotHeld extends ServerProblem {
  constructor() {
    super('The server does not hold all cells of this notebook', 'It is tried again by itself', 'unreachable');
  }
}

function unrecorded(problem: string): IOverride {
  return { format: 'mlsec-gate-override/1', reason: '', recorded: false, entry: null, problem };
}

async function parsed(response: Response): Promise<Record<string, unknown> | null> {
  try {
    return await response.json();
  } catch {
    return null;
  }
}

function problem(status: number, answer: Record<string, unknown> | null): ServerProblem {
  if (answer && typeof answer['message'] === 'string' && typeof answer['help'] === 'string') {
    const kind = status === 429 || status >= 500 ? 'unreachable' : 'refused';
    return new ServerProblem(answer['message'], answer['help'], kind);
  }
  if (status === 404) {
    return new ServerProblem(
      'The server extension of jupyter-mlsec is not running',
      'Install jupyter-mlsec where the Jupyter server runs, then restart it',
      'absent'
    );
  }
  return new ServerProblem(`The server answered ${status}`, 'See the log of the Jupyter server', 'unreachable');
}
