// Opens the place for files that the settings name.
import type { Files, FilesConfig } from "./files.ts";
import { localFiles } from "./local.ts";

/** The client of S3 is loaded only where it is used: it takes a quarter of a second, and memory. */
export async function openFiles(config: FilesConfig): Promise<Files> {
  if (config.kind === "folder") return localFiles(config.folder);
  const { s3Files } = await import("./s3.ts");
  return s3Files(config);
}
