// Keeps tfjs from printing its banner about Node. Not IS_TEST: with it the engine counts the tensors that a custom
// gradient saves as leaks, wherever the backend copies them (wasm).
require('@tensorflow/tfjs-core').env().set('PROD', true);
