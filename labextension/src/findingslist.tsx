// The list inside the findings panel: head with state and counts, filters, rows grouped by cell.

import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useRef, useState } from 'react';

import { FindingRow } from './findingrow';
import type { IRow } from './findings';
import { makeFix, offered } from './fixing';
import { SEVERITIES } from './severity';
import type { Severity } from './shapes';
import { StateNote } from './statenote';
import type { IFindingsStore } from './tokens';
import { severityWord } from './words';

const SHOWN = 300; // rows drawn at once; the filter finds the others

interface IProps {
  store: IFindingsStore;
  trans: TranslationBundle;
}

export function FindingsList({ store, trans }: IProps): JSX.Element {
  const [text, setText] = useState('');
  const [hidden, setHidden] = useState<ReadonlySet<Severity>>(new Set());
  const list = useRef<HTMLDivElement>(null);
  const findings = store.current;
  const rows = findings?.rows() ?? [];
  const notebook = findings?.notebook ?? null;
  const shown = rows.filter(row => !hidden.has(row.finding.severity) && matches(row, text));
  const toggle = (severity: Severity): void => {
    const next = new Set(hidden);
    if (!next.delete(severity)) {
      next.add(severity);
    }
    setHidden(next);
  };
  return (
    <>
      <header className="mlsec-head">
        <h2>{trans.__('Security findings')}</h2>
        <div className="mlsec-subject">{subject(store)}</div>
        <div className="mlsec-tools" hidden={!rows.length}>
          <input
            type="search"
            className="jp-mod-styled mlsec-filter"
            placeholder={trans.__('Filter by rule, text or place')}
            aria-label={trans.__('Filter findings')}
            value={text}
            onChange={event => setText(event.target.value)}
          />
          <Counts rows={rows} hidden={hidden} toggle={toggle} trans={trans} />
        </div>
      </header>
      <StateNote findings={findings} rows={rows} shown={shown.length} trans={trans} />
      <div ref={list} className="mlsec-rows" onKeyDown={event => onKey(event, list.current)}>
        {groups(shown.slice(0, SHOWN)).map(([index, group]) => (
          <section key={index} aria-label={heading(index, trans)}>
            <h3>{heading(index, trans)}</h3>
            <ul>
              {group.map(row => {
                const fix = offered(row, notebook);
                return (
                  <FindingRow
                    key={row.key}
                    row={row}
                    first={row === shown[0]}
                    show={() => void store.show(row)}
                    fix={fix}
                    apply={() => fix && notebook && makeFix(row, fix, notebook)}
                    trans={trans}
                  />
                );
              })}
            </ul>
          </section>
        ))}
      </div>
      {shown.length > SHOWN && (
        <p className="mlsec-note">{trans.__('%1 more: filter to see them', shown.length - SHOWN)}</p>
      )}
    </>
  );
}

function Counts(props: {
  rows: IRow[];
  hidden: ReadonlySet<Severity>;
  toggle: (severity: Severity) => void;
  trans: TranslationBundle;
}): JSX.Element {
  const counted = SEVERITIES.map(severity => ({
    severity,
    count: props.rows.filter(row => row.finding.severity === severity).length
  })).filter(({ count }) => count > 0);
  return (
    <div className="mlsec-counts" role="group" aria-label={props.trans.__('Severities shown')}>
      {counted.map(({ severity, count }) => (
        <button
          key={severity}
          type="button"
          className={`mlsec-count mlsec-severity-${severity}`}
          aria-pressed={!props.hidden.has(severity)}
          onClick={() => props.toggle(severity)}
        >
          <b>{count}</b> {severityWord(severity, props.trans)}
        </button>
      ))}
    </div>
  );
}

function subject(store: IFindingsStore): string {
  return store.panel?.context.path ?? '';
}

function heading(index: number, trans: TranslationBundle): string {
  return index < 0 ? trans.__('Notebook') : trans.__('Cell %1', index + 1);
}

function groups(rows: IRow[]): [number, IRow[]][] {
  const found = new Map<number, IRow[]>();
  for (const row of rows) {
    found.set(row.index, [...(found.get(row.index) ?? []), row]);
  }
  return [...found];
}

function matches({ finding, index }: IRow, text: string): boolean {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const all = `${finding.rule} ${finding.family} ${finding.message} ${finding.place} cell ${index + 1}`.toLowerCase();
  return words.every(word => all.includes(word));
}

/** Arrow keys, Home and End move from row to row; Enter and space are those of the row. */
function onKey(event: React.KeyboardEvent, list: HTMLElement | null): void {
  const rows = [...(list?.querySelectorAll<HTMLElement>('[data-mlsec-finding]') ?? [])];
  const at = rows.findIndex(row => row === event.target);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
  const row = to === undefined ? undefined : rows[to];
  if (row) {
    event.preventDefault();
    rows.forEach(each => (each.tabIndex = each === row ? 0 : -1));
    row.focus();
  }
}

