// Random runs of notebooks in a page: what a kernel is handed must be what was asked for, in that order, once.
//
// `install` stands between the page and the server before JupyterLab loads; `play` plays rounds with the notebooks that
// are open. The kernel is the real one, or one that is played here and drops what waits behind an error as kernels do.
(() => {
  const LOOKS = /jupyter-mlsec\/v1\/(scan|gate)\b/;
  let random = Math.random;

  const dice = seed => () => {
    seed = (seed * 1664525 + 1013904223) % 2 ** 32;
    return seed / 2 ** 32;
  };
  const pick = most => Math.floor(random() * most);
  const chance = share => random() < share;
  const pause = most => new Promise(resolve => setTimeout(resolve, random() * most));
  const within = (promise, limit, what) =>
    Promise.race([
      promise,
      new Promise((_, reject) => setTimeout(() => reject(new Error(`${what} took more than ${limit} ms`)), limit))
    ]);

  // ---- the server: what says BLOCK is risky
  const finding = (path, index) => ({
    ...{ rule: 'unsafe-pickle-load', family: 'unsafe-load', severity: 'high', confidence: 'high', message: 'm' },
    ...{ remedy: 'r', path, cell: { index, id: null }, place: 'source', line: 1, column: 1, end_line: 1, end_column: 2 },
    ...{ fingerprint: `f${index}`, suppressed: null, fixes: [], allow: null }
  });
  const text = cell => (Array.isArray(cell.source) ? cell.source.join('') : cell.source);
  const risky = (body, index) =>
    text(body.notebook.cells[index]).includes('BLOCK') ? [finding(body.path, index)] : [];
  const answerOf = (url, body) => {
    if (url.includes('/gate')) {
      const found = risky(body, body.cell);
      const about = { outcome: 'checked', reason: null, basis: [], unknown_files: [], lasting: false };
      return { format: 'mlsec-gate/1', ...about, text: found, findings: found };
    }
    const asked = body.cells ?? body.notebook.cells.map((_, index) => index);
    const findings = asked.flatMap(index => risky(body, index));
    const target = { path: body.path, kind: 'notebook', outcome: 'checked', reason: null, cells: asked.length };
    const head = { format: 'mlsec-scan/1', tool: { name: 'x', version: '1' }, verdict: 'findings', cells: [] };
    return { ...head, targets: [target], findings };
  };
  const fetched = window.fetch.bind(window);
  window.fetch = async (input, init) => {
    const url = input.url ?? String(input); // a request that is copied cannot be sent any more
    const method = init?.method ?? input.method;
    const { delay } = window.mlsecRuns;
    if (method !== 'POST' || !LOOKS.test(url)) {
      return fetched(input, init);
    }
    const body = JSON.parse(input.text ? await input.text() : init.body);
    await pause(delay);
    const headers = { 'Content-Type': 'application/json' };
    return new Response(JSON.stringify(answerOf(url, body)), { status: 200, headers });
  };

  // ---- the kernel
  const FACTS = { names: {}, attributes: {}, definitions: {}, files: {}, mark: '1', versions: {} };
  const played = kernel => {
    const waiting = [];
    let isWorking = false;
    let count = 0;
    const end = ({ resolve }, content) => resolve({ header: { msg_type: 'execute_reply' }, metadata: {}, content });
    const work = async () => {
      isWorking = true;
      while (waiting.length) {
        const job = waiting.shift();
        await pause(3);
        const isBad = job.code.includes('FAIL');
        const failed = { status: 'error', ename: 'E', evalue: '', traceback: [], execution_count: ++count };
        end(job, isBad ? failed : { status: 'ok', execution_count: count, payload: [], user_expressions: {} });
        while (isBad && waiting.length) {
          end(waiting.shift(), { status: 'aborted' });
        }
      }
      isWorking = false;
    };
    kernel.requestExecute = ({ code, silent }) => {
      const future = { registerMessageHook() {}, removeMessageHook() {}, dispose() {}, isDisposed: false };
      future.done = new Promise(resolve => {
        if (silent) {
          const told = { mlsec: { status: 'ok', data: { 'application/json': FACTS } } };
          void pause(5).then(() => resolve({ content: { status: 'ok', user_expressions: told } }));
          return;
        }
        waiting.push({ code, resolve });
        if (!isWorking) {
          void work();
        }
      });
      return future;
    };
  };
  const listen = (panel, handed) => {
    const { kernel } = panel.context.sessionContext.session;
    const ask = kernel.requestExecute;
    kernel.requestExecute = (content, dispose, metadata) => {
      if (!content.silent) {
        handed.push(metadata.cellId);
      }
      return ask.call(kernel, content, dispose, metadata);
    };
  };

  /** Restart a kernel, and wait until JupyterLab has its answers: what is run before that may be lost to it. */
  const restarted = async panel => {
    await panel.context.sessionContext.restartKernel();
    const { kernel } = panel.context.sessionContext.session;
    do {
      await kernel.requestKernelInfo();
      await pause(20);
    } while (kernel.status !== 'idle');
  };

  // ---- one round
  const shared = panel => panel.model.sharedModel;
  const source = (kinds, name) => {
    const kind = chance(0.12) ? 'BLOCK' : chance(0.06) && kinds.fails ? 'FAIL' : chance(0.1) ? '' : 'fine';
    return kind && `${kind === 'FAIL' ? '1/0' : 'n = 1'}  # ${name} ${kind}`;
  };
  const fresh = (kinds, name) => ({ cell_type: chance(0.15) ? 'markdown' : 'code', source: source(kinds, name) });
  const change = (panel, kinds, name, gone, moved) => {
    const notebook = shared(panel);
    const { length } = notebook.cells;
    const [at, to] = [pick(length), pick(length)];
    if (chance(0.4) && length < 14) {
      notebook.insertCell(at, fresh(kinds, name));
    } else if (chance(0.4) && length > 5) {
      gone.add(notebook.cells[at].getId());
      notebook.deleteCell(at);
    } else if (at !== to) {
      moved.add(notebook.cells[at].getId()); // another cell: it does not hear what the kernel says of the old one
      notebook.moveCell(at, to);
    }
  };
  const edit = (panel, kinds, round) => {
    shared(panel).cells.forEach((cell, index) => chance(0.4) && cell.setSource(source(kinds, `${round}.${index}`)));
  };
  /** What is asked for, and a command that asks for it. */
  const choose = panel => {
    const { content } = panel;
    const { length } = content.widgets;
    const [from, to] = [pick(length), pick(length)].sort((a, b) => a - b);
    content.deselectAll();
    content.activeCellIndex = from;
    const all = content.widgets;
    switch (pick(4)) {
      case 0:
        return ['notebook:run-all-above', all.slice(0, from)];
      case 1:
        return ['notebook:run-all-below', all.slice(from)];
      case 2:
        if (to > from) {
          content.extendContiguousSelectionTo(to);
        }
        return ['notebook:run-cell', all.slice(from, to + 1)];
      default:
        return ['notebook:run-all-cells', [...all]];
    }
  };
  const code = cell => cell.model.sharedModel.getSource();
  const run = (app, panel) => {
    const [command, cells] = choose(panel);
    const codes = cells.filter(cell => cell.model.type === 'code' && code(cell).trim());
    const asked = codes.map(cell => ({ id: cell.model.id, blocked: code(cell).includes('BLOCK'), bad: code(cell).includes('FAIL') }));
    const done = app.commands.execute(command, { semanticWidget: panel.id, activate: false });
    return { done, asked };
  };
  /** What is to be handed over of one run: up to the cell that is held back, or to the next where that one is gone. */
  const upTo = (asked, gone) => {
    const stop = asked.findIndex(({ id, blocked }) => blocked && !gone.has(id));
    return asked.slice(0, stop < 0 ? asked.length : stop).filter(({ blocked }) => !blocked);
  };
  const follow = (handed, at, wanted, gone) => {
    for (const { id } of wanted) {
      if (handed[at] === id) {
        at++;
      } else if (!gone.has(id)) {
        return -1;
      }
    }
    return at;
  };
  /** Whether it was handed over as asked: of cells that were deleted meanwhile, either way. */
  const same = (handed, runs, gone) => {
    let ends = [0];
    for (const { asked } of runs) {
      const ways = [upTo(asked, new Set()), upTo(asked, gone)];
      ends = ends.flatMap(at => ways.map(wanted => follow(handed, at, wanted, gone))).filter(at => at >= 0);
    }
    return ends.includes(handed.length);
  };
  const counts = (panel, ids) => {
    const byId = new Map(shared(panel).cells.map(cell => [cell.getId(), cell.execution_count]));
    return ids.filter(id => byId.has(id)).map(id => byId.get(id));
  };

  const playRound = async (app, panels, logs, kinds, round) => {
    const [gone, moved, runs] = [new Set(), new Set(), []];
    logs.forEach(log => log.splice(0));
    panels.forEach(panel => edit(panel, kinds, round));
    await pause(4);
    const most = kinds.fails ? 1 : 3;
    for (let number = 1 + pick(most); number > 0; number--) {
      const panel = panels[pick(panels.length)];
      runs.push({ panel, ...run(app, panel) });
      await pause(chance(0.5) ? 0 : 10);
      if (chance(0.4)) {
        panels.forEach(each => chance(0.5) && change(each, kinds, `${round}.new`, gone, moved));
      }
    }
    await within(Promise.allSettled(runs.map(({ done }) => done)), 20000, `round ${round}`);
    panels.forEach((panel, index) => {
      const here = runs.filter(each => each.panel === panel);
      if (!same(logs[index], here, gone)) {
        const asked = JSON.stringify(here.map(each => each.asked));
        throw new Error(`round ${round}: handed over ${logs[index]}, asked for ${asked}, gone ${[...gone]}`);
      }
      if (here.length === 1) {
        checkCounts(panel, logs[index], here[0].asked, new Set([...gone, ...moved]), round);
      }
    });
    return { cells: logs.flat().length, runs: runs.length };
  };
  /** Whether the kernel ran what it was handed, in that order, and nothing behind an error. */
  const checkCounts = (panel, handed, asked, unknown, round) => {
    const bad = asked.findIndex(each => each.bad);
    const behind = new Set(bad < 0 ? [] : asked.slice(bad + 1).map(({ id }) => id));
    const seen = handed.filter(id => !unknown.has(id));
    const numbers = counts(panel, seen.filter(id => !behind.has(id)));
    if (numbers.some((each, index) => !each || (index && each <= numbers[index - 1]))) {
      throw new Error(`round ${round}: cells ran as ${numbers}`);
    }
    if (counts(panel, seen.filter(id => behind.has(id))).some(each => each)) {
      throw new Error(`round ${round}: a cell behind one that failed has run`);
    }
  };

  window.mlsecRuns = {
    delay: 0, // milliseconds that an answer may take; the real server would call all of this clean, and is believed
    result: null,
    /** Play rounds with all open notebooks, begun by `seed`; `restarts` of them in a kernel that was just restarted. */
    async play({ rounds, seed, real, restarts = 0, delay = 15 }) {
      const app = window.jupyterapp;
      random = dice(seed);
      this.result = null;
      this.delay = delay;
      const sum = { rounds: 0, runs: 0, cells: 0, problem: '' };
      const panels = [...app.shell.widgets('main')].filter(widget => widget.context && widget.content.widgets);
      const kernels = panels.map(panel => panel.context.sessionContext.session.kernel);
      try {
        const logs = panels.map(() => []);
        panels.forEach((panel, index) => {
          if (!real) {
            played(panel.context.sessionContext.session.kernel);
          }
          listen(panel, logs[index]);
        });
        for (let round = 0; round < rounds; round++) {
          if (round < restarts) {
            await Promise.all(panels.map(restarted));
          }
          const told = await playRound(app, panels, logs, { fails: round % 3 === 0 }, round);
          sum.rounds += 1;
          sum.runs += told.runs;
          sum.cells += told.cells;
        }
      } catch (error) {
        sum.problem = String(error);
      }
      kernels.forEach(kernel => delete kernel.requestExecute); // as it was, for the next that plays
      this.result = sum;
    }
  };
})();
