// Which rows a delta changes, one by one or told together (docs/protocol.md, section 4).

// Ids and, where they stand in it, names of the fields that change; of each op one.
const changes = ([sign, , what, fields]) => {
  if (sign === "=") return what.map((id) => [id, Object.keys(fields)]);
  const isRow = sign === "+" || sign === "!";
  return [[isRow ? what.id : what, Object.keys((isRow ? what : fields) ?? {})]];
};

export const changesOf = ({ ops }) => ops.flatMap(changes);
