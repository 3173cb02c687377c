const { TestEnvironment } = require('jest-environment-node');

/** Shares the typed arrays of the outer realm: native add-ons and worker messages then pass `instanceof`. */
module.exports = class extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    for (const TypedArray of [
      Float32Array,
      Float64Array,
      Int8Array,
      Int16Array,
      Int32Array,
      Uint8Array,
      Uint8ClampedArray,
      Uint16Array,
      Uint32Array,
      BigInt64Array,
      BigUint64Array,
      ArrayBuffer,
    ]) {
      this.global[TypedArray.name] = TypedArray;
    }
  }
};
