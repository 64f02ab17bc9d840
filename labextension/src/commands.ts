// The ids of all commands, as tests, shortcuts and other extensions know them.

export const CommandIDs = {
  scan: 'mlsec:scan',
  next: 'mlsec:next-finding',
  previous: 'mlsec:previous-finding',
  showFindings: 'mlsec:show-findings',
  showChecklist: 'mlsec:show-checklist',
  exportRun: 'mlsec:export-run',
  toggleGate: 'mlsec:toggle-gate',
  showRule: 'mlsec:show-rule',
  scanFiles: 'mlsec:scan-files',
  verifyRun: 'mlsec:verify-run'
} as const;
