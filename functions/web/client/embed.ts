/**
 * Shows the booking page in a frame of another site's page:
 *
 *   <script src="https://…/book/_/embed.js" data-company="its-slug" async></script>
 *
 * The frame is as high as its content. Whether it may be shown there, the page's own policy decides.
 */
const script = document.currentScript;
if (script instanceof HTMLScriptElement && script.dataset.company) {
  const { company, language } = script.dataset;
  const address = new URL(`/book/${encodeURIComponent(company)}`, script.src);
  if (language) address.searchParams.set("lang", language);
  const frame = document.createElement("iframe");
  frame.src = address.href;
  frame.title = script.dataset.title ?? "Booking";
  frame.allow = "clipboard-write";
  Object.assign(frame.style, { width: "100%", height: "640px", border: "0", colorScheme: "normal" });
  script.after(frame);
  addEventListener("message", ({ source, origin, data }: MessageEvent<{ holdfastHeight?: unknown }>) => {
    if (source !== frame.contentWindow || origin !== address.origin) return;
    const height = Number(data?.holdfastHeight);
    if (height > 0 && height < 20_000) frame.style.height = `${Math.ceil(height)}px`;
  });
}
