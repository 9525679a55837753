/**
 * Builds what users get, whoever builds it. Vite takes NODE_ENV for its own, or sets it where it is not: tests would get
 * pages for development, and a program that goes on after building would hand `production` to its user's shell.
 *
 * @template Made
 * @param {() => Promise<Made>} work
 * @returns {Promise<Made>}
 */
export async function forUsers(work) {
  const before = process.env["NODE_ENV"];
  process.env["NODE_ENV"] = "production";
  try {
    return await work();
  } finally {
    if (before === undefined) delete process.env["NODE_ENV"];
    else process.env["NODE_ENV"] = before;
  }
}
