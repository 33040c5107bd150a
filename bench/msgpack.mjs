// Reads MessagePack, as far as this protocol uses it: enough to count what arrives in a browser.

export function decode(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const take = (method, size) => {
    const value = view[method](at);
    at += size;
    return value;
  };
  const text = (length) => {
    at += length;
    return bytes.subarray(at - length, at).toString("utf8");
  };
  const list = (length) => Array.from({ length }, read);
  const map = (length) => Object.fromEntries(Array.from({ length }, () => [read(), read()]));

  function read() {
    const tag = take("getUint8", 1);
    if (tag < 0x80) return tag;
    if (tag < 0x90) return map(tag & 0x0f);
    if (tag < 0xa0) return list(tag & 0x0f);
    if (tag < 0xc0) return text(tag & 0x1f);
    if (tag >= 0xe0) return tag - 0x100;
    switch (tag) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xca:
        return take("getFloat32", 4);
      case 0xcb:
        return take("getFloat64", 8);
      case 0xcc:
        return take("getUint8", 1);
      case 0xcd:
        return take("getUint16", 2);
      case 0xce:
        return take("getUint32", 4);
      case 0xcf:
        return Number(take("getBigUint64", 8));
      case 0xd0:
        return take("getInt8", 1);
      case 0xd1:
        return take("getInt16", 2);
      case 0xd2:
        return take("getInt32", 4);
      case 0xd3:
        return Number(take("getBigInt64", 8));
      case 0xd9:
        return text(take("getUint8", 1));
      case 0xda:
        return text(take("getUint16", 2));
      case 0xdb:
        return text(take("getUint32", 4));
      case 0xdc:
        return list(take("getUint16", 2));
      case 0xdd:
        return list(take("getUint32", 4));
      case 0xde:
        return map(take("getUint16", 2));
      case 0xdf:
        return map(take("getUint32", 4));
      default:
        throw new Error(`MessagePack tag ${tag} is not used here`);
    }
  }

  return read();
}
