// Everything that is asked of the server: the same interface that programs use.

export class ApiError extends Error {
  constructor(status, body) {
    super(body?.error?.message ?? "The server did not answer as expected; try again.");
    this.status = status;
    this.id = body?.error?.id ?? "";
  }
}

const signedOut = () => document.dispatchEvent(new Event("signed-out"));

async function read(response) {
  if (response.status === 204) return null; // has no body, whatever its type says
  const body = response.headers.get("content-type")?.includes("json") ? await response.json() : null;
  if (response.ok) return body;
  if (response.status === 401) signedOut();
  throw new ApiError(response.status, body);
}

async function ask(path, options = {}) {
  try {
    return await fetch(path, { credentials: "same-origin", ...options });
  } catch {
    throw new ApiError(0, { error: { message: "The server cannot be reached; see whether it still runs." } });
  }
}

export const get = async (path) => read(await ask(path));
export const remove = async (path) => read(await ask(path, { method: "DELETE" }));
export const post = async (path, body = {}) => read(await ask(path, {
  method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
}));

export async function bytes(path) {
  const response = await ask(path);
  return response.ok ? response.arrayBuffer() : read(response);
}

/** Save a file that the server makes. */
export async function save(path) {
  const response = await ask(path);
  if (!response.ok) return read(response);
  const name = /filename="([A-Za-z0-9._-]+)"/.exec(response.headers.get("content-disposition") ?? "")?.[1] ?? "case";
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
  return name;
}

/** Send files; `said` hears how much has gone. */
export function upload(path, files, fields = {}, said = () => {}) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  for (const { file, name, field } of files) form.append(field ?? "files", file, name ?? file.name);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    request.responseType = "json";
    request.upload.onprogress = (event) => event.lengthComputable && said(event.loaded / event.total);
    request.onerror = () => reject(new ApiError(0, { error: { message: "The upload broke off; send it again." } }));
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) return resolve(request.response);
      if (request.status === 401) signedOut();
      return reject(new ApiError(request.status, request.response));
    };
    request.send(form);
  });
}

const KINDS = ["waiting", "running", "asked", "step", "ended", "cancelled", "failed"];
const ENDS = new Set(["ended", "cancelled", "failed"]);

/** Follow a case from an event on; the browser connects again by itself where a connection breaks. */
export function follow(caseId, after, heard) {
  const source = new EventSource(`/v1/cases/${caseId}/events?after=${after}`);
  for (const kind of KINDS) {
    source.addEventListener(kind, (event) => {
      if (ENDS.has(kind) && heard.isLast(Number(event.lastEventId))) source.close();
      heard.event(kind, JSON.parse(event.data), Number(event.lastEventId));
    });
  }
  source.onopen = () => heard.back();
  source.onerror = () => heard.lost(source.readyState === EventSource.CLOSED);
  return source;
}
