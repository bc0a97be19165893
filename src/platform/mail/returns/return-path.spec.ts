import { randomBytes, randomUUID } from 'node:crypto';
import { isMailAddress } from '../address.js';
import { mailOfReturnPath, returnPathOf } from './return-path.js';

const KEY = randomBytes(32);

describe('the envelope sender', () => {
  it('leads back to its mail, also in capitals and behind a display name', () => {
    const id = randomUUID();
    const address = returnPathOf('bounces@feedback.example', id, KEY);
    expect(isMailAddress(address)).toBe(true);
    for (const spelling of [address, address.toUpperCase(), `Returned <${address}>`]) {
      expect(mailOfReturnPath(spelling, [randomBytes(32), KEY])).toBe(id);
    }
  });

  it('cannot be made up, for another mail or under another key', () => {
    const address = returnPathOf('bounces@feedback.example', randomUUID(), KEY);
    const [, id, mac] = /\+(.{32})(.{16})@/.exec(address)!;
    const other = id!.startsWith('0') ? `1${id!.slice(1)}` : `0${id!.slice(1)}`;
    const forged = [
      address.replace(id!, other),
      address.replace(mac!, '0'.repeat(16)),
      address.replace(mac!, mac!.slice(0, 15)),
      'bounces+@feedback.example',
      'bounces@feedback.example',
      '',
    ];
    expect(forged.map((text) => mailOfReturnPath(text, [KEY]))).toEqual(forged.map(() => null));
    expect(mailOfReturnPath(address, [randomBytes(32)])).toBeNull();
  });
});
