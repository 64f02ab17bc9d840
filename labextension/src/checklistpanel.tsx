// The checklist panel: what a model's life asks for, stage by stage, with the evidence that there is.

import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import React, { useState } from 'react';

import { ChecklistItem } from './checklistitem';
import type { ChecklistModel } from './checklistmodel';
import { checklistIcon } from './icons';
import type { IChecklist, IItem } from './shapes';
import { stageWord } from './stages';

export class ChecklistPanel extends ReactWidget {
  constructor(
    private readonly model: ChecklistModel,
    private readonly act: (code: string | null) => void,
    private readonly trans: TranslationBundle
  ) {
    super();
    this.id = 'mlsec-checklist';
    this.addClass('mlsec-panel');
    this.title.icon = checklistIcon;
    this.title.caption = trans.__('Security checklist');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', trans.__('Security checklist'));
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this.model.visible = true;
  }

  protected override onAfterHide(message: Message): void {
    super.onAfterHide(message);
    this.model.visible = false;
  }

  protected override render(): JSX.Element {
    return (
      <UseSignal signal={this.model.changed}>{() => <List model={this.model} act={this.act} trans={this.trans} />}</UseSignal>
    );
  }
}

/** The same, in the same order, as in the widget. */
type Filter = 'applicable' | 'todo' | 'failed' | 'stale' | 'open' | 'all';

const TAKES: Record<Filter, (item: IItem) => boolean> = {
  applicable: ({ status }) => status !== 'not-applicable',
  todo: ({ unsettled }) => unsettled,
  failed: ({ status }) => status === 'fail' || status === 'error',
  stale: ({ status }) => status === 'stale',
  open: ({ status }) => status === 'open',
  all: () => true
};

interface IProps {
  model: ChecklistModel;
  /** Put this code into a cell and run it; null exports a signed run. */
  act: (code: string | null) => void;
  trans: TranslationBundle;
}

function List({ model, act, trans }: IProps): JSX.Element {
  const [filter, setFilter] = useState<Filter>('applicable');
  const { checklist } = model;
  const shown = checklist?.items.filter(TAKES[filter]) ?? [];
  const words: Record<Filter, string> = {
    applicable: trans.__('Applies'),
    todo: trans.__('To do'),
    open: trans.__('Open'),
    failed: trans.__('Failed'),
    stale: trans.__('Stale'),
    all: trans.__('All')
  };
  return (
    <>
      <header className="mlsec-head">
        <h2>{trans.__('Security checklist')}</h2>
        <div className="mlsec-subject" title={model.path}>
          {model.path}
        </div>
        {checklist && <Figures checklist={checklist} trans={trans} />}
        {checklist && (
          <div className="mlsec-counts" role="group" aria-label={trans.__('Items shown')}>
            {(Object.keys(TAKES) as Filter[]).map(each => (
              <button
                key={each}
                type="button"
                className="mlsec-choice"
                aria-pressed={each === filter}
                onClick={() => setFilter(each)}
              >
                {words[each]} <b>{checklist.items.filter(TAKES[each]).length}</b>
              </button>
            ))}
          </div>
        )}
      </header>
      <div className="mlsec-state" role="status" data-state={state(model)}>
        {note(model, shown.length, trans)}
      </div>
      <div className="mlsec-rows">
        {groups(shown).map(([stage, items]) => (
          <section key={stage} aria-label={stageWord(stage, trans)}>
            <h3>{stageWord(stage, trans)}</h3>
            <Settled items={checklist?.items.filter(item => item.stage === stage) ?? []} trans={trans} />
            <ul>
              {items.map(item => (
                <ChecklistItem key={`${model.path} ${item.id}`} item={item} model={model} act={act} trans={trans} />
              ))}
            </ul>
          </section>
        ))}
      </div>
    </>
  );
}

/** How much of a stage is settled. */
function Settled({ items, trans }: { items: IItem[]; trans: TranslationBundle }): JSX.Element | null {
  const applicable = items.filter(TAKES.applicable);
  if (!applicable.length) {
    return null;
  }
  const settled = applicable.filter(item => !item.unsettled).length;
  const told = trans.__('%1 of %2 settled', settled, applicable.length);
  return (
    <div className="mlsec-settled">
      <progress value={settled} max={applicable.length} aria-label={told} />
      <span aria-hidden="true">{told}</span>
    </div>
  );
}

/** Two figures that are never one: how much is known, and how much of what is known is good. */
function Figures({ checklist, trans }: { checklist: IChecklist; trans: TranslationBundle }): JSX.Element {
  const bars: [string, number, string][] = [
    [trans.__('Coverage'), checklist.coverage, trans.__('Of what applies, how much has fresh evidence or an answer')],
    [trans.__('Conformance'), checklist.conformance, trans.__('Of the risk with fresh evidence, how much passes')]
  ];
  return (
    <div className="mlsec-figures">
      {bars.map(([label, share, help]) => (
        <label key={label} title={help}>
          <span>{label}</span>
          <progress value={share} max={1} />
          <b>{Math.floor(share * 100 + 1e-9)} %</b>
        </label>
      ))}
    </div>
  );
}

function state(model: ChecklistModel): string {
  return model.problem ? 'failed' : model.unfinished >= 0 ? 'unfinished' : model.busy ? 'checking' : model.checklist ? 'checked' : 'none';
}

function note(model: ChecklistModel, shown: number, trans: TranslationBundle): string {
  if (model.problem) {
    return model.problem;
  }
  if (model.busy && !model.checklist) {
    return trans.__('Computing…');
  }
  if (!model.checklist) {
    return trans.__('Open a notebook to see its checklist.');
  }
  if (model.unfinished >= 0) {
    return trans.__('As it was before cell %1, which is no Python yet.', model.unfinished + 1);
  }
  return shown ? '' : trans.__('No item of this kind.');
}

function groups(items: IItem[]): [string, IItem[]][] {
  const found = new Map<string, IItem[]>();
  for (const item of items) {
    found.set(item.stage, [...(found.get(item.stage) ?? []), item]);
  }
  return [...found];
}
