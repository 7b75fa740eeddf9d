// An independent client of tus: node tus_client.mjs ENDPOINT KEY FILE STORE [stop after so many pieces]
// Prints {"url", "from", "sent"} when it stops or is done: the upload's address, where it began, bytes accepted.
import { createReadStream, statSync } from "node:fs";
import tus from "tus-js-client";

const [endpoint, key, path, store, stopAfter] = process.argv.slice(2);
let pieces = 0;
let from = null;
let sent = 0;

const upload = new tus.Upload(createReadStream(path), {
  endpoint,
  headers: { Authorization: `Bearer ${key}` },
  metadata: { filename: "parques_ñandú.csv", institution: "zapopan" },
  chunkSize: 1_000_000,
  uploadSize: statSync(path).size,
  retryDelays: null,
  urlStorage: new tus.FileUrlStorage(store),
  onChunkComplete(size, accepted) {
    from ??= accepted - size;
    sent += size;
    pieces += 1;
    if (pieces === Number(stopAfter)) upload.abort().then(done);
  },
  onError: (error) => { throw error; },
  onSuccess: done,
});

function done() {
  console.log(JSON.stringify({ url: upload.url, from, sent }));
  process.exit();
}

const previous = await upload.findPreviousUploads();
if (previous.length) upload.resumeFromPreviousUpload(previous[0]);
upload.start();
