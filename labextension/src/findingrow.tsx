// One row of the findings panel. React escapes every string: nothing from a notebook becomes markup.

import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useState } from 'react';

import type { IListed } from './listing';
import type { IFix } from './shapes';
import { severityWord } from './words';

export interface IRowActions {
  show: (row: IListed) => void;
  /** What ends the finding in one step; null where nothing can. */
  fixFor: (row: IListed) => IFix | null;
  fix: (row: IListed, fix: IFix) => void;
  canIgnore: (row: IListed) => boolean;
  /** Whether what ignores it can be taken back here: a comment is the person's own text. */
  canReport: (row: IListed) => boolean;
  report: (row: IListed) => void;
  ignore: (row: IListed, reason: string) => void;
  why: (rule: string) => void;
}

interface IProps {
  row: IListed;
  /** Whether the Tab key reaches this row and its buttons. */
  active: boolean;
  activate: () => void;
  where: string;
  actions: IRowActions;
  trans: TranslationBundle;
}

export function FindingRow({ row, active, activate, where, actions, trans }: IProps): JSX.Element {
  const [ignoring, setIgnoring] = useState(false);
  const { finding } = row;
  const fix = actions.fixFor(row);
  const tabIndex = active ? 0 : -1;
  return (
    <li>
      <div
        data-mlsec-finding={finding.fingerprint}
        data-rule={finding.rule}
        data-severity={finding.severity}
        data-cell-index={row.index}
        data-place={finding.place}
        data-ignored={finding.suppressed ? true : undefined}
        className={`mlsec-row${row.stale ? ' mlsec-mod-stale' : ''}`}
        role="group"
        tabIndex={tabIndex}
        aria-label={`${severityWord(finding.severity, trans)}: ${finding.message} ${finding.rule}, ${where}`}
        onFocus={activate}
        onClick={() => actions.show(row)}
        onKeyDown={event => {
          if (event.target === event.currentTarget && (event.key === 'Enter' || event.key === ' ')) {
            event.preventDefault();
            actions.show(row);
          }
        }}
      >
        <div className="mlsec-row-head">
          <span className={`mlsec-severity mlsec-severity-${finding.severity}`}>
            {severityWord(finding.severity, trans)}
          </span>
          <span className="mlsec-where">{where}</span>
        </div>
        <div className="mlsec-message">{finding.message}</div>
        {finding.suppressed ? (
          <div className="mlsec-reason-given">{trans.__('Ignored: %1', finding.suppressed.reason)}</div>
        ) : (
          <div className="mlsec-remedy">{finding.remedy}</div>
        )}
        <div className="mlsec-row-foot" onClick={event => event.stopPropagation()}>
          <code className="mlsec-rule">{finding.rule}</code>
          {fix && (
            <button type="button" className="mlsec-fix" tabIndex={tabIndex} onClick={() => actions.fix(row, fix)}>
              {trans.__('Fix: %1', fix.title)}
            </button>
          )}
          {actions.canIgnore(row) && (
            <button
              type="button"
              className="mlsec-ignore"
              tabIndex={tabIndex}
              aria-expanded={ignoring}
              onClick={() => setIgnoring(!ignoring)}
            >
              {trans.__('Ignore…')}
            </button>
          )}
          {actions.canReport(row) && (
            <button type="button" className="mlsec-ignore" tabIndex={tabIndex} onClick={() => actions.report(row)}>
              {trans.__('Report it again')}
            </button>
          )}
          <button type="button" className="mlsec-why" tabIndex={tabIndex} onClick={() => actions.why(finding.rule)}>
            {trans.__('Why?')}
          </button>
        </div>
        {ignoring && (
          <IgnoreForm
            done={reason => {
              setIgnoring(false);
              if (reason) {
                actions.ignore(row, reason);
              }
            }}
            trans={trans}
          />
        )}
      </div>
    </li>
  );
}

/** Asks for the reason; an empty one ignores nothing, as the engine would not heed it. */
function IgnoreForm({ done, trans }: { done: (reason: string | null) => void; trans: TranslationBundle }): JSX.Element {
  const [reason, setReason] = useState('');
  return (
    <form
      className="mlsec-reason"
      onClick={event => event.stopPropagation()}
      onSubmit={event => {
        event.preventDefault();
        done(reason.trim() || null);
      }}
      onKeyDown={event => {
        event.stopPropagation();
        if (event.key === 'Escape') {
          done(null);
        }
      }}
    >
      <input
        autoFocus
        required
        maxLength={400}
        className="jp-mod-styled"
        aria-label={trans.__('Why this may be ignored')}
        placeholder={trans.__('Why this may be ignored')}
        value={reason}
        onChange={event => setReason(event.target.value)}
      />
      <button type="submit" className="mlsec-fix" disabled={!reason.trim()}>
        {trans.__('Ignore')}
      </button>
    </form>
  );
}
