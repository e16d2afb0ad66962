/** What a catalogue import gives: compiled messages, whole (`bn.po`) or some areas (`bn.po?areas=common,field&po`). */
declare module "*.po" {
  const messages: Record<string, string>;
  export default messages;
}
declare module "*&po" {
  const messages: Record<string, string>;
  export default messages;
}
