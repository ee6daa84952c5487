import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const ELSEWHERE = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'];
const INSTALL = 'apt-get update && apt-get install -y chromium fonts-noto-cjk';

/**
 * The browser of the journeys: `ZIHUAN_CHROMIUM`, or the first Chromium or Chrome on PATH. Installs Chromium with a
 * Chinese font from Debian where it may.
 * @returns its path
 * @throws Error with the one command to run where it may not
 */
export function requireChromium(): string {
  const found = findChromium();
  if (found && hasChineseFont()) return found;
  if (mayInstall()) {
    process.stdout.write(`     installing Chromium and a Chinese font: ${INSTALL}\n`);
    const { status, stderr } = spawnSync('sh', ['-c', INSTALL], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`Chromium could not be installed: ${stderr.trim()}\nRun: ${INSTALL}`);
    const installed = findChromium();
    if (installed) return installed;
  }
  // Without a Chinese font the journeys still run; only pictures of the screens show boxes.
  if (found) return found;
  throw new Error(`The browser journeys need Chromium. Run: ${howToInstall()}`);
}

function findChromium(): string | null {
  const chosen = process.env['ZIHUAN_CHROMIUM'];
  if (chosen) return chosen;
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const paths = [...folders.flatMap((folder) => NAMES.map((name) => join(folder, name))), ...ELSEWHERE];
  return paths.find(isExecutable) ?? null;
}

function howToInstall(): string {
  if (process.platform === 'darwin') return 'brew install --cask chromium';
  if (process.platform === 'win32') return 'winget install Google.Chrome (then set ZIHUAN_CHROMIUM to chrome.exe)';
  return `sudo sh -c "${INSTALL}"`;
}

function mayInstall(): boolean {
  return existsSync('/etc/debian_version') && process.getuid?.() === 0;
}

function hasChineseFont(): boolean {
  if (process.platform !== 'linux') return true;
  const { stdout } = spawnSync('fc-list', [':lang=zh'], { encoding: 'utf8' });
  return typeof stdout === 'string' && stdout.trim() !== '';
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
