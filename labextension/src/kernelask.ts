// Asks a live kernel what a cell's names are, which versions it has and what its files are: one silent request.
//
// It is an expression without code, so that nothing of the person's session changes: no history, no prompt number, no
// `_`, no variable. The probe is kept in `sys.modules` under a name of its own, so that it is read only once.

import type { Kernel, KernelMessage } from '@jupyterlab/services';

import type { IKernelAnswer, IKernelFacts } from './gateshapes';
import { inTime } from './intime';

/** Why a kernel was not asked, or did not answer; `server`: it was, and the server could not judge by it. */
export type Unasked = 'none' | 'busy' | 'language' | 'slow' | 'silent' | 'server';

/** The part of the time for which a kernel that is busy may become idle: JupyterLab asks it now and then, for moments. */
const PAUSE = 0.5;
const NAMES = 500;
const DOTTED = 200;
const WORD = /[\p{L}_][\p{L}\p{N}_]*/gu;
const CHAIN = /[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*){1,5}/gu;

export class KernelAsk {
  constructor(private readonly probe: string) {}

  /** The kernel's facts about a cell's words and about files, or why there are none. `limit` is in milliseconds. */
  async ask(
    kernel: Kernel.IKernelConnection | null | undefined,
    source: string,
    paths: readonly string[],
    limit: number
  ): Promise<IKernelFacts | Unasked> {
    if (!kernel || kernel.isDisposed || kernel.status === 'dead') {
      return 'none';
    }
    const begun = performance.now();
    if (!this.waiting.has(kernel) && !(await idle(kernel, limit * PAUSE))) {
      return 'busy';
    }
    const answered = this.inTurn(kernel, () => this.answer(kernel, source, paths));
    const left = limit - (performance.now() - begun);
    return inTime(answered, left, () => 'slow' as const).catch(() => 'silent' as const);
  }

  /** What was said of installed versions the last time; they seldom change. */
  versions(kernel: Kernel.IKernelConnection): Record<string, string> | null {
    return this.known.get(kernel)?.versions ?? null;
  }

  /** One question after the other: what is still under way is ours, and no work of the person's. */
  private inTurn<T>(kernel: Kernel.IKernelConnection, question: () => Promise<T>): Promise<T> {
    const before = this.waiting.get(kernel) ?? Promise.resolve();
    const answered = before.then(question, question);
    const end = answered.then(
      () => undefined,
      () => undefined
    );
    this.waiting.set(kernel, end);
    void end.then(() => {
      if (this.waiting.get(kernel) === end) {
        this.waiting.delete(kernel);
      }
    });
    return answered;
  }

  private async answer(
    kernel: Kernel.IKernelConnection,
    source: string,
    paths: readonly string[]
  ): Promise<IKernelFacts | Unasked> {
    const { language_info } = await kernel.info;
    if (language_info.name !== 'python') {
      return 'language';
    }
    if (kernel.hasPendingInput) {
      return 'busy';
    }
    const before = this.known.get(kernel);
    const words = [...new Set(source.match(WORD) ?? [])].slice(0, NAMES);
    const names = [...words, ...[...new Set(source.match(CHAIN) ?? [])].slice(0, DOTTED)];
    const told = await this.evaluate(kernel, names, paths, before?.mark ?? '');
    if (!told) {
      return 'silent';
    }
    const { mark, versions = before?.versions ?? {}, ...rest } = told;
    this.known.set(kernel, { mark, versions });
    return { ...rest, versions };
  }

  private async evaluate(
    kernel: Kernel.IKernelConnection,
    names: readonly string[],
    paths: readonly string[],
    mark: string
  ): Promise<IKernelAnswer | null> {
    const future = kernel.requestExecute({
      code: '',
      silent: true,
      store_history: false,
      allow_stdin: false,
      stop_on_error: false,
      user_expressions: { mlsec: expression(this.probe, names, paths, mark) } as never
    });
    const reply = await new Promise<KernelMessage.IExecuteReplyMsg>((resolve, reject) => {
      future.onReply = resolve;
      future.done.then(resolve as never, reject);
    });
    return value(reply);
  }

  private readonly waiting = new WeakMap<Kernel.IKernelConnection, Promise<void>>();
  private readonly known = new WeakMap<
    Kernel.IKernelConnection,
    { mark: string; versions: Record<string, string> }
  >();
}

/** The expression that makes the probe where it is not there yet, and asks it. It uses no name of the session's. */
export function expression(
  probe: string,
  names: readonly string[],
  paths: readonly string[],
  mark: string
): string {
  // a JSON string is a Python string too
  const name = JSON.stringify(`_jupyter_mlsec_probe_${checksum(probe)}`);
  const [text, asked, files, known] = [probe, names, paths, mark].map(each => JSON.stringify(each));
  const make = `(lambda t: (b["exec"](${text}, t.__dict__), m.__setitem__(n, t), t)[-1])(b["type"](m["sys"])(n))`;
  const probed = `(lambda p: p["Told"](p["answer"](g, ${asked}, ${files}, ${known})))`;
  const modules = 'b["__import__"]("sys").modules';
  return (
    `(lambda b, g: (lambda m, n: ${probed}((m[n] if n in m else ${make}).__dict__))(${modules}, ${name}))` +
    '((lambda: 0).__builtins__, (lambda: 0).__globals__)'
  );
}

/** Whether a kernel is idle, or becomes it in time. */
async function idle(kernel: Kernel.IKernelConnection, limit: number): Promise<boolean> {
  if (kernel.status === 'idle') {
    return true;
  }
  let heard = (): void => undefined;
  const changed = new Promise<boolean>(resolve => {
    heard = () => kernel.status === 'idle' && resolve(true);
    kernel.statusChanged.connect(heard);
  });
  try {
    return await inTime(changed, limit, () => false);
  } finally {
    kernel.statusChanged.disconnect(heard);
  }
}

/** A short name for a text, so that another version of the probe is another module. */
function checksum(text: string): string {
  let sum = 0;
  for (let index = 0; index < text.length; index++) {
    sum = (Math.imul(sum, 31) + text.charCodeAt(index)) >>> 0;
  }
  return sum.toString(16);
}

function value(reply: KernelMessage.IExecuteReplyMsg): IKernelAnswer | null {
  const content = reply.content as { status: string; user_expressions?: Record<string, unknown> };
  const told = content.user_expressions?.['mlsec'] as { status?: string; data?: Record<string, unknown> } | undefined;
  const facts = told?.data?.['application/json'] as Partial<IKernelAnswer> | undefined;
  const isWhole = facts && facts.names && facts.definitions && facts.files && typeof facts.mark === 'string';
  return content.status === 'ok' && told?.status === 'ok' && isWhole ? (facts as IKernelAnswer) : null;
}
