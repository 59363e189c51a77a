// node validate.cjs SCHEMAS DASHBOARD: prints what Grafana's published types refuse; nothing if they accept it.
// SCHEMAS is the directory of the schemas made from the types: Dashboard.json, and <panel type>.<Options|FieldConfig>.json
const fs = require('fs');
const path = require('path');
const [schemas, file] = process.argv.slice(2);
const Ajv = require(require.resolve('ajv', { paths: [schemas] }));

const json = (name) => JSON.parse(fs.readFileSync(name));
const complain = (place, schema, value) => {
  const ajv = new Ajv({ strict: false, allErrors: true });
  if (!ajv.validate(json(path.join(schemas, schema)), value)) {
    ajv.errors.forEach((e) => console.log(`${place}${e.instancePath}: ${e.message} ${JSON.stringify(e.params)}`));
  }
};

const dashboard = json(file);
const name = path.basename(file);
for (const panel of dashboard.panels.filter((panel) => panel.type !== 'row')) {
  const place = `${name}: panel ${panel.id} '${panel.title}'`;
  complain(`${place}/options`, `${panel.type}.Options.json`, panel.options);
  if (panel.fieldConfig.defaults.custom) {
    complain(`${place}/fieldConfig/defaults/custom`, `${panel.type}.FieldConfig.json`, panel.fieldConfig.defaults.custom);
  }
}
// The published type of an annotation knows only what all data sources share. These fields are read by Grafana's
// data source for Prometheus (grafana-prometheus, annotations.ts).
for (const annotation of dashboard.annotations.list.filter((a) => a.datasource && a.datasource.type === 'prometheus')) {
  ['expr', 'step', 'titleFormat', 'textFormat', 'tagKeys', 'useValueForTime'].forEach((f) => delete annotation[f]);
}
complain(name, 'Dashboard.json', dashboard);
