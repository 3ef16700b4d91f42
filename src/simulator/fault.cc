#include "simulator/fault.h"

#include <fstream>
#include <iterator>

#include "simulator/json_value.h"
#include "simulator/schema.h"
#include "simulator/wording.h"

namespace gw::simulator {
namespace {

constexpr std::string_view kFaultShapes = R"(
struct Fault {
  model: str 1..
  operation: "converse"|"converse-stream"|"invoke"|"invoke-with-response-stream"|"count-tokens"|"foundation-models"|"foundation-model"|"inference-profiles"|"inference-profile"|"sts"|"metadata"|"container"|"sso-portal"|"sso-oidc"
  contains: [str 1..]
  lacks: [str 1..]
  times: int 1..
  chance: int 0..100
  name: str 1..
  answer: Answer
  delay_ms: Delays
  hold: bool
  deny: bool
  refuse: [str 1..]
  error: Error
  exception: Exception
  cut: Cut
  corrupt_frame: int 0..
  omit: ["block_start"|"block_end"|"stop"|"metadata"]
  replace: Replacement
  garbage: str 1..
}
struct Answer {
  text: str
  content: [Block]
  interleave: bool
  repeat: int 1..10000000
  deltas: int 0..
  stop_reason: str 1..
  stop_sequence: str
  input_tokens: int 0..
  output_tokens: int 0..
  cache_read: int 0..
  cache_write: int 0..
  cache_write_1h: int 0..
  members: {MemberName: any}
  usage: {MemberName: any}
}
type MemberName = str 1..100 /[a-zA-Z0-9_-]+/
union Block { text: str  cited: Cited  tool_use: ToolUse  reasoning: Reasoning  redacted: [str] }
struct Cited { text!: str  citations!: [object] }
struct Reasoning { text!: str  signed: bool  signature_pieces: int 1..100 }
struct ToolUse { name!: str  id: str  input: object  fragments: [str] }
struct Delays { body: int 0..  head: int 0..  first_event: int 0..  events: int 0.. }
struct Error {
  code: str
  message: str
  status: int 100..999
  shape: "message"|"Message"|"__type"|"code"|"anthropic"|"empty"|"html"
  retry_after: str
  original_status: int
}
struct Exception {
  code!: str 1..
  message: str
  modelled: bool
  after_deltas: int 0..
  original_status: int
}
struct Cut { how: "end"|"close"|"reset"  at_byte: int 0..  at_frame: int 0.. }
struct Replacement { status: int 100..999  content_type: str  body!: str }
)";

constexpr std::pair<std::string_view, Frame::Part> kOmittable[] = {
    {"block_start", Frame::Part::block_start},
    {"block_end", Frame::Part::block_end},
    {"stop", Frame::Part::stop},
    {"metadata", Frame::Part::metadata}};

// Each reads the member into `into` when it is there.
void read(const Value& from, std::string_view name, std::string& into) {
  if (const Value* member = from.find(name)) into = member->text;
}
void read(const Value& from, std::string_view name, std::optional<std::string>& into) {
  if (const Value* member = from.find(name)) into = member->text;
}
void read(const Value& from, std::string_view name, bool& into) {
  if (const Value* member = from.find(name)) into = member->boolean;
}
void read(const Value& from, std::string_view name, int& into) {
  if (const Value* member = from.find(name)) into = static_cast<int>(member->number);
}
void read(const Value& from, std::string_view name, std::size_t& into) {
  if (const Value* member = from.find(name)) into = static_cast<std::size_t>(member->number);
}
void read(const Value& from, std::string_view name, milliseconds& into) {
  if (const Value* member = from.find(name)) into = milliseconds(std::int64_t(member->number));
}
void read(const Value& from, std::string_view name, std::optional<Value>& into) {
  if (const Value* member = from.find(name)) into = *member;
}
void read(const Value& from, std::string_view name, std::vector<std::string>& into) {
  for (const Value& item : from[name].items) into.push_back(item.text);
}
template <class Integer>
void read(const Value& from, std::string_view name, std::optional<Integer>& into) {
  if (const Value* member = from.find(name)) into = static_cast<Integer>(member->number);
}

std::string repeated(const std::string& text, std::size_t times) {
  std::string all;
  all.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

Block read_tool_use(const Value& from, std::size_t index) {
  std::string id = "tooluse_" + std::to_string(index);
  read(from, "id", id);
  const Value* input = from.find("input");
  Block block = tool_use(std::move(id), from["name"].text, input ? to_json(*input) : "{}");
  if (const Value* fragments = from.find("fragments")) {
    block.deltas.clear();
    for (const Value& fragment : fragments->items) block.deltas.push_back(fragment.text);
  } else if (input == nullptr) {
    block.deltas.clear();
  }
  return block;
}

std::vector<Block> read_content(const Value& from) {
  std::vector<Block> blocks;
  for (const Value& block : from.items) {
    if (const Value* call = block.find("tool_use")) {
      blocks.push_back(read_tool_use(*call, blocks.size()));
    } else if (const Value* thought = block.find("reasoning")) {
      blocks.push_back(text_block((*thought)["text"].text));
      blocks.back().kind = Block::Kind::reasoning;
      read(*thought, "signed", blocks.back().is_signed);
      read(*thought, "signature_pieces", blocks.back().signature_pieces);
    } else if (const Value* cited = block.find("cited")) {
      blocks.push_back(text_block((*cited)["text"].text));
      blocks.back().citations = (*cited)["citations"].items;
    } else if (const Value* redacted = block.find("redacted")) {
      blocks.push_back({.kind = Block::Kind::redacted_reasoning});
      for (const Value& piece : redacted->items) blocks.back().deltas.push_back(piece.text);
    } else {
      blocks.push_back(text_block(block["text"].text));
    }
  }
  return blocks;
}

Wish read_answer(const Value& from) {
  Wish wish;
  std::size_t repeat = 1;
  read(from, "text", wish.text);
  read(from, "repeat", repeat);
  if (wish.text) wish.text = repeated(*wish.text, repeat);
  if (const Value* content = from.find("content")) wish.content = read_content(*content);
  read(from, "interleave", wish.interleave);
  read(from, "deltas", wish.deltas);
  read(from, "stop_reason", wish.stop_reason);
  read(from, "stop_sequence", wish.stop_sequence);
  read(from, "input_tokens", wish.input_tokens);
  read(from, "output_tokens", wish.output_tokens);
  read(from, "cache_read", wish.cache_read);
  read(from, "cache_write", wish.cache_write);
  read(from, "cache_write_1h", wish.cache_write_hour);
  read(from, "members", wish.members);
  read(from, "usage", wish.usage);
  return wish;
}

Delays read_delays(const Value& from) {
  Delays delays;
  read(from, "body", delays.body);
  read(from, "head", delays.head);
  read(from, "first_event", delays.first_event);
  read(from, "events", delays.events);
  return delays;
}

HttpFault read_error(const Value& from) {
  HttpFault error;
  read(from, "code", error.code);
  read(from, "message", error.message);
  read(from, "status", error.status);
  read(from, "shape", error.shape);
  read(from, "retry_after", error.retry_after);
  read(from, "original_status", error.original_status);
  return error;
}

StreamFault read_exception(const Value& from) {
  StreamFault exception;
  read(from, "code", exception.code);
  read(from, "message", exception.message);
  read(from, "modelled", exception.modelled);
  read(from, "after_deltas", exception.after_deltas);
  read(from, "original_status", exception.original_status);
  return exception;
}

Cut read_cut(const Value& from) {
  Cut cut;
  const std::string& how = from["how"].text;
  if (how == "end") cut.how = Cut::How::end;
  if (how == "reset") cut.how = Cut::How::reset;
  read(from, "at_byte", cut.at_byte);
  read(from, "at_frame", cut.at_frame);
  return cut;
}

Replacement read_replacement(const Value& from) {
  Replacement replacement;
  read(from, "status", replacement.status);
  read(from, "content_type", replacement.content_type);
  read(from, "body", replacement.body);
  return replacement;
}

Fault read_fault(const Value& from) {
  Fault fault;
  read(from, "model", fault.model);
  read(from, "operation", fault.operation);
  read(from, "contains", fault.contains);
  read(from, "lacks", fault.lacks);
  read(from, "times", fault.times);
  read(from, "chance", fault.chance);
  read(from, "name", fault.name);
  fault.answer = read_answer(from["answer"]);
  fault.delay = read_delays(from["delay_ms"]);
  read(from, "hold", fault.hold);
  read(from, "deny", fault.deny);
  read(from, "refuse", fault.refuse);
  if (const Value* error = from.find("error")) fault.error = read_error(*error);
  if (const Value* exception = from.find("exception")) fault.exception = read_exception(*exception);
  if (const Value* cut = from.find("cut")) fault.cut = read_cut(*cut);
  read(from, "corrupt_frame", fault.corrupt_frame);
  for (const auto& [name, part] : kOmittable) {
    if (std::ranges::count(from["omit"].items, name, &Value::text) > 0) fault.omit.push_back(part);
  }
  if (const Value* other = from.find("replace")) fault.replace = read_replacement(*other);
  read(from, "garbage", fault.garbage);
  return fault;
}

}  // namespace

Result<std::vector<Fault>> parse_faults(std::string_view json) {
  static const Schema kSchema(kFaultShapes);
  auto body = parse_json(json);
  if (!body) return std::unexpected(body.error());
  std::vector<Value> values;
  if (body->is(Value::Kind::array)) {
    values = std::move(body->items);
  } else {
    values.push_back(std::move(*body));
  }
  std::vector<Fault> faults;
  for (const Value& value : values) {
    if (const auto violations = check(kSchema.at("Fault"), value); !violations.empty()) {
      return fail(Errc::invalid, in_native_words(violations).message);
    }
    faults.push_back(read_fault(value));
  }
  return faults;
}

Result<std::vector<Fault>> load_faults(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file) return fail(Errc::invalid, path + " cannot be read");
  auto faults = parse_faults(text);
  if (!faults) return fail(Errc::invalid, path + ": " + faults.error().message);
  return faults;
}

}  // namespace gw::simulator
