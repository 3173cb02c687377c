/** The browser's way from a file to pixels, in a real browser, against the same golden numbers as Node's. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSafetensors } from '@dsra/core/node';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Browser, type Page, chromium } from 'playwright-core';
import sharp from 'sharp';
import type * as page from './page';

const executablePath = process.env.DSRA_CHROMIUM ?? '/usr/bin/chromium';
const found = existsSync(executablePath);
if (!found) console.log(`browser tests skipped: no ${executablePath} (DSRA_CHROMIUM names another)`);
const flags = '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';

const folder = join(process.env.DSRA_GOLDEN ?? 'test/golden', 'preprocess');
