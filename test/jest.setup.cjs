// A test run: keeps tfjs from printing its banner about Node.
require('@tensorflow/tfjs-core').env().set('IS_TEST', true);
