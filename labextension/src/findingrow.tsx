// One row of the findings panel. React escapes every string: nothing from a notebook becomes markup.

import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { IRow } from './findings';
import type { IFix } from './shapes';
import { placeWord, severityWord } from './words';

interface IProps {
  row: IRow;
  /** Whether this is the row that the Tab key reaches. */
  first: boolean;
  show: () => void;
  /** What ends the finding in one step, and how to do it; null where nothing can. */
  fix: IFix | null;
  apply: () => void;
  trans: TranslationBundle;
}

export function FindingRow({ row, first, show, fix, apply, trans }: IProps): JSX.Element {
  const { finding } = row;
  const where =
    finding.place === 'source'
      ? trans.__('line %1', finding.line)
      : trans.__('%1, line %2', placeWord(finding.place, trans), finding.line);
  return (
    <li
      data-mlsec-finding={finding.fingerprint}
      data-rule={finding.rule}
      data-severity={finding.severity}
      data-cell-index={row.index}
      data-place={finding.place}
      className={`mlsec-row${row.stale ? ' mlsec-mod-stale' : ''}`}
      role="button"
      tabIndex={first ? 0 : -1}
      aria-label={`${severityWord(finding.severity, trans)}: ${finding.message} ${finding.rule}, ${where}`}
      title={finding.remedy}
      onClick={show}
      onKeyDown={event => {
        if (event.target !== event.currentTarget) {
          return; // the key is for the button in the row
        }
        if (event.key === 'Enter' || event.key === ' ') {
          event.preventDefault();
          show();
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
      <div className="mlsec-remedy">{finding.remedy}</div>
      <div className="mlsec-row-foot">
        <code className="mlsec-rule">{finding.rule}</code>
        {fix && (
          <button
            type="button"
            className="mlsec-fix"
            title={fix.title}
            onClick={event => {
              event.stopPropagation();
              apply();
            }}
          >
            {trans.__('Fix: %1', fix.title)}
          </button>
        )}
      </div>
    </li>
  );
}
