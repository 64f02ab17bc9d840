// The extension's icons, coloured by the theme.

import { LabIcon } from '@jupyterlab/ui-components';

function icon(name: string, path: string): LabIcon {
  const svgstr =
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">' +
    `<path class="jp-icon3" fill="#616161" fill-rule="evenodd" d="${path}"/></svg>`;
  return new LabIcon({ name: `jupyter-mlsec:${name}`, svgstr });
}

export const shieldIcon = icon(
  'shield',
  'M12 2 4 5v6c0 5.1 3.4 9.8 8 11 4.6-1.2 8-5.9 8-11V5l-8-3zm0 2.1 6 2.3V11c0 4-2.6 7.8-6 8.9-3.4-1.1-6-4.9-6-8.9V6.4l6-2.3z' +
    'M10.9 15.6 7.6 12.3 9 10.9l1.9 1.9 4.1-4.1 1.4 1.4z'
);

export const checklistIcon = icon(
  'checklist',
  'M3 5.5 4.4 4 6 5.6 9.1 2.5l1.4 1.4L6 8.4zM12 5h9v2h-9zM3 12.5 4.4 11 6 12.6l3.1-3.1 1.4 1.4L6 15.4zM12 12h9v2h-9zM4 18h4v4H4zm8 1h9v2h-9z'
);

export const exportIcon = icon(
  'export',
  'M12 2 7 7l1.4 1.4L11 5.8V15h2V5.8l2.6 2.6L17 7zM5 12v8h14v-8h2v8a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-8z'
);
