// The list inside the findings panel: head with scope, filters and counts; rows grouped by place or by rule.

import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useRef, useState } from 'react';

import { FindingRow, IRowActions } from './findingrow';
import { counted, filtered, grouped, Grouping, IGroup, IListed, Scope } from './listing';
import type { PanelModel } from './panelmodel';
import type { Severity } from './shapes';
import { StateNote } from './statenote';
import { placeWord, severityWord } from './words';

const SHOWN = 200; // rows drawn at once, and more when they are asked for

interface IProps {
  model: PanelModel;
  actions: IRowActions;
  trans: TranslationBundle;
}

export function FindingsList({ model, actions, trans }: IProps): JSX.Element {
  const [text, setText] = useState('');
  const [hidden, setHidden] = useState<ReadonlySet<Severity>>(new Set());
  const [active, setActive] = useState('');
  const list = useRef<HTMLDivElement>(null);
  const [most, setMost] = useState(SHOWN);
  const { scope, grouping } = model;
  const ignored = model.ignoredRows();
  const [isIgnored, showIgnored] = useIgnored(`${scope} ${subject(model)}`, ignored.length);
  const rows = isIgnored ? ignored : model.rows();
  const shown = filtered(rows, { text, hidden });
  const groups = grouped(shown.slice(0, most), grouping, scope);
  const first = groups.flatMap(group => group.rows).find(row => row.key === active) ?? groups[0]?.rows[0];
  const toggle = (severity: Severity): void => {
    const next = new Set(hidden);
    if (!next.delete(severity)) {
      next.add(severity);
    }
    setHidden(next);
  };
  useKeptFocus(list);
  return (
    <>
      <header className="mlsec-head">
        <h2>{trans.__('Security findings')}</h2>
        <Choices model={model} trans={trans} />
        <div className="mlsec-subject" title={subject(model)}>
          {subject(model)}
        </div>
        <div className="mlsec-tools" hidden={!rows.length && !ignored.length}>
          <input
            type="search"
            className="jp-mod-styled mlsec-filter"
            placeholder={trans.__('Filter by rule, text or place')}
            aria-label={trans.__('Filter findings')}
            value={text}
            onChange={event => setText(event.target.value)}
          />
          <div className="mlsec-counts" role="group" aria-label={trans.__('Severities shown')}>
            {counted(rows).map(({ severity, count }) => (
              <button
                key={severity}
                type="button"
                className={`mlsec-count mlsec-severity-${severity}`}
                aria-pressed={!hidden.has(severity)}
                onClick={() => toggle(severity)}
              >
                <b>{count}</b> {severityWord(severity, trans)}
              </button>
            ))}
            {ignored.length > 0 && (
              <button
                type="button"
                className="mlsec-choice mlsec-ignored"
                aria-pressed={isIgnored}
                onClick={() => showIgnored(!isIgnored)}
              >
                {trans.__('Ignored')} <b>{ignored.length}</b>
              </button>
            )}
          </div>
        </div>
      </header>
      <StateNote model={model} rows={rows} shown={shown.length} trans={trans} />
      <div ref={list} className="mlsec-rows" onKeyDown={event => onKey(event, list.current)}>
        {groups.map(group => (
          <section key={group.key} aria-label={heading(group, trans)}>
            <h3>
              {heading(group, trans)}
              {group.rows.length > 1 && <span className="mlsec-group-count"> ({group.rows.length})</span>}
            </h3>
            <ul>
              {group.rows.map(row => (
                <FindingRow
                  key={row.key}
                  row={row}
                  active={row === first}
                  activate={() => setActive(row.key)}
                  where={where(row, grouping, scope, trans)}
                  actions={actions}
                  trans={trans}
                />
              ))}
            </ul>
          </section>
        ))}
        {shown.length > most && (
          <button type="button" className="mlsec-fix mlsec-more" onClick={() => setMost(most + SHOWN)}>
            {trans._n('Show %2 of %1 more', 'Show %2 of %1 more', shown.length - most, Math.min(SHOWN, shown.length - most))}
          </button>
        )}
      </div>
    </>
  );
}

/** What is listed, and by what it is grouped. */
function Choices({ model, trans }: { model: PanelModel; trans: TranslationBundle }): JSX.Element {
  const scopes: [Scope, string][] = [
    ['notebook', trans.__('This notebook')],
    ['open', trans.__('All open notebooks')],
    ['files', trans.__('Files')]
  ];
  const groupings: [Grouping, string][] = [
    ['place', trans.__('by place')],
    ['rule', trans.__('by rule')]
  ];
  return (
    <div className="mlsec-choices">
      <select
        className="jp-mod-styled"
        aria-label={trans.__('What is listed')}
        value={model.scope}
        onChange={event => (model.scope = event.target.value as Scope)}
      >
        {scopes
          .filter(([scope]) => scope !== 'files' || model.files.path || model.scope === 'files')
          .map(([scope, label]) => (
            <option key={scope} value={scope}>
              {label}
            </option>
          ))}
      </select>
      <select
        className="jp-mod-styled"
        aria-label={trans.__('Grouped by')}
        value={model.grouping}
        onChange={event => (model.grouping = event.target.value as Grouping)}
      >
        {groupings.map(([grouping, label]) => (
          <option key={grouping} value={grouping}>
            {label}
          </option>
        ))}
      </select>
    </div>
  );
}

function subject({ scope, store, files }: PanelModel): string {
  switch (scope) {
    case 'notebook':
      return store.panel?.context.path ?? '';
    case 'open':
      return '';
    case 'files':
      return files.path || '/';
  }
}

function heading({ path, index, rule }: IGroup, trans: TranslationBundle): string {
  if (rule !== null) {
    return rule;
  }
  const cell = index === null ? '' : index < 0 ? trans.__('Notebook') : trans.__('Cell %1', index + 1);
  return [path, cell].filter(Boolean).join(' · ');
}

/** Where a row is, without what the heading of its group says. */
function where({ finding, index, path }: IListed, grouping: Grouping, scope: Scope, trans: TranslationBundle): string {
  const line =
    finding.place === 'source'
      ? trans.__('line %1', finding.line)
      : trans.__('%1, line %2', placeWord(finding.place, trans), finding.line);
  const cell = index >= 0 && (grouping === 'rule' || scope === 'files') ? trans.__('cell %1', index + 1) : '';
  return [grouping === 'rule' && scope !== 'notebook' ? path : '', cell, line].filter(Boolean).join(', ');
}

/** Arrow keys, Home and End move from row to row; Enter and space are those of the row. */
function onKey(event: React.KeyboardEvent, list: HTMLElement | null): void {
  const rows = [...(list?.querySelectorAll<HTMLElement>('[data-mlsec-finding]') ?? [])];
  const at = rows.findIndex(row => row.contains(event.target as Node));
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
  const row = to === undefined ? undefined : rows[to];
  if (row) {
    event.preventDefault();
    row.focus();
  }
}

/** Whether those are listed that are ignored, in place of those that count: only for the subject that was asked about. */
function useIgnored(subject: string, count: number): [boolean, (shown: boolean) => void] {
  const [of, setOf] = useState<string | null>(null);
  useEffect(() => {
    if (of !== null && (of !== subject || !count)) {
      setOf(null);
    }
  });
  return [of === subject && count > 0, shown => setOf(shown ? subject : null)];
}

/** When the row with the focus goes (it was fixed, or ignored), the one that takes its place gets it. */
function useKeptFocus(list: React.RefObject<HTMLElement>): void {
  const at = useRef(-1);
  const rows = (): HTMLElement[] => [...(list.current?.querySelectorAll<HTMLElement>('[data-mlsec-finding]') ?? [])];
  useEffect(() => {
    const all = rows();
    if (at.current >= 0 && document.activeElement === document.body) {
      all[Math.min(at.current, all.length - 1)]?.focus();
    }
    at.current = all.findIndex(row => row.contains(document.activeElement));
  });
  useEffect(() => {
    const node = list.current;
    const remember = (): void => {
      at.current = rows().findIndex(row => row.contains(document.activeElement));
    };
    node?.addEventListener('focusin', remember);
    return () => node?.removeEventListener('focusin', remember);
  }, []);
}
