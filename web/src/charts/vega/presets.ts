// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the placeholders of presets

type Spec = Record<string, unknown>

const number = (field: string, title?: unknown) => ({
  field,
  type: 'quantitative',
  ...(title !== undefined && { title }),
})
const category = (field: string, title?: unknown) => ({ field, type: 'nominal', ...(title !== undefined && { title }) })
const titled = { title: '${string:title}', data: { name: 'wandb' } }

/** What the functions of `wandb.plot` name. Written anew: only the names and their fields are the client's. */
const presets: Record<string, Spec> = {
  'wandb/line/v0': {
    ...titled,
    mark: { type: 'line', tooltip: true },
    encoding: {
      x: { ...number('${field:x}'), scale: { zero: false } },
      y: { ...number('${field:y}'), scale: { zero: false } },
      color: category('${field:stroke}'),
    },
  },
  'wandb/scatter/v0': {
    ...titled,
    mark: { type: 'point', filled: true, tooltip: true, size: 40, opacity: 0.75 },
    encoding: {
      x: { ...number('${field:x}'), scale: { zero: false } },
      y: { ...number('${field:y}'), scale: { zero: false } },
      color: category('name', null),
    },
  },
  'wandb/bar/v0': {
    ...titled,
    mark: { type: 'bar', tooltip: true, cornerRadiusEnd: 2 },
    encoding: {
      y: { ...category('${field:label}'), sort: null },
      x: number('${field:value}'),
      color: category('name', null),
      yOffset: category('name'),
    },
  },
  'wandb/histogram/v0': {
    ...titled,
    mark: { type: 'bar', tooltip: true },
    encoding: {
      x: { ...number('${field:value}'), bin: { maxbins: 30 } },
      y: { aggregate: 'count', type: 'quantitative', title: 'Count' },
      color: category('name', null),
    },
  },
  'wandb/lineseries/v0': {
    ...titled,
    mark: { type: 'line', tooltip: true },
    encoding: {
      x: { ...number('${field:step}', '${string:xname}'), scale: { zero: false } },
      y: { ...number('${field:lineVal}', null), scale: { zero: false } },
      color: category('${field:lineKey}', null),
      strokeDash: category('name', null),
    },
  },
  'wandb/area-under-curve/v0': {
    ...titled,
    mark: { type: 'line', tooltip: true, interpolate: 'linear' },
    encoding: {
      x: { ...number('${field:x}', '${string:x-axis-title}'), scale: { domain: [0, 1] } },
      y: { ...number('${field:y}', '${string:y-axis-title}'), scale: { domain: [0, 1] } },
      order: { field: '${field:x}', type: 'quantitative' },
      color: category('${field:class}', null),
      strokeDash: category('name', null),
    },
  },
  'wandb/confusion_matrix/v1': {
    ...titled,
    encoding: {
      x: { ...category('${field:Predicted}', 'Predicted'), sort: null, axis: { labelAngle: 0 } },
      y: { ...category('${field:Actual}', 'Actual'), sort: null },
    },
    layer: [
      {
        mark: { type: 'rect', tooltip: true },
        encoding: { color: { ...number('${field:nPredictions}', 'Count'), scale: { scheme: 'teals' }, legend: null } },
      },
      { mark: 'text', encoding: { text: number('${field:nPredictions}') } },
    ],
  },
}
/** Older names of the same. */
const olderNames: Record<string, string> = { 'wandb/confusion_matrix/v0': 'wandb/confusion_matrix/v1' }

export const builtIn = (name: string): Spec | undefined => presets[olderNames[name] ?? name]
