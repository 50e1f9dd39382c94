import { mkdirSync, writeFileSync } from 'node:fs';
import type { FullConfig, Reporter, TestCase, TestResult } from '@playwright/test/reporter';

/** Writes down which tests failed, and with what, for whoever reads only the end of the output. */
export default class Failed implements Reporter {
  private readonly failed: string[] = [];
  private folder = 'test-results';

  onBegin(config: FullConfig) {
    this.folder = config.projects[0]?.outputDir ?? this.folder;
  }

  onTestEnd(test: TestCase, result: TestResult) {
    if (test.outcome() === 'unexpected') {
      const place = `${test.location.file.split('/').pop()}:${test.location.line}`;
      const why = (result.error?.message ?? '').replace(/\u001b\[[0-9;]*m/g, '').split('\n').slice(0, 6).join(' ');
      this.failed.push(`${place} ${test.title}: ${why}`.slice(0, 600));
    }
  }

  onEnd() {
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(`${this.folder}/failed.txt`, this.failed.join('\n'));
  }
}
