#include "report/json_fields.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <iterator>
#include <optional>
#include <span>
#include <utility>

namespace kscan::report {
namespace {

using nlohmann::json;
using Field = JsonFields::Field;

constexpr std::size_t deepest = 100;

/// The bytes of a source one after the other, as a single-pass iterator.
class Bytes {
public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  Bytes() = default;
  explicit Bytes(const ByteSource& source)
      : m_source(&source) {
    fill();
  }
  const char& operator*() const { return *m_at; }
  Bytes& operator++() {
    if (++m_at == m_end) fill();
    return *this;
  }
  void operator++(int) { ++*this; }
  friend bool operator==(const Bytes& a, const Bytes& b) { return a.m_at == b.m_at; }
  friend bool operator!=(const Bytes& a, const Bytes& b) { return a.m_at != b.m_at; }

private:
  void fill() {
    const std::string_view piece = (*m_source)();
    m_at = piece.empty() ? nullptr : piece.data();
    m_end = m_at == nullptr ? nullptr : m_at + piece.size();
  }
  const ByteSource* m_source = nullptr;
  const char* m_at = nullptr;
  const char* m_end = nullptr;
};

std::string_view with_article(Kind kind) noexcept {
  switch (kind) {
  case Kind::null:
    return "null";
  case Kind::boolean:
    return "a boolean";
  case Kind::number:
    return "a number";
  case Kind::text:
    return "a string";
  case Kind::object:
    return "an object";
  case Kind::array:
    return "an array";
  }
  return {};
}

/// The open objects and arrays around the parser's position. The root counts as an array of one.
class Path {
public:
  [[nodiscard]] Place place() const { return m_frames.back().place; }
  [[nodiscard]] const std::string& key() const { return m_frames.back().key; }
  /// Of the object or array itself, in what is around it.
  [[nodiscard]] const std::string& own_key() const { return m_frames[depth() - 2].key; }
  [[nodiscard]] bool in_array() const { return m_frames.back().array; }
  [[nodiscard]] std::size_t depth() const { return m_frames.size(); }
  void open(Place place, Kind kind) { m_frames.push_back({place, kind == Kind::array, 0, {}}); }
  void close() { m_frames.pop_back(); }
  void set_key(std::string& key) { m_frames.back().key.swap(key); }
  void next_element() { ++m_frames.back().count; }
  /// "Results[0].Vulnerabilities[3].Severity"; `inner` frames are left out.
  [[nodiscard]] std::string text(std::size_t inner = 0) const;

private:
  struct Frame {
    Place place = elsewhere;
    bool array = false;
    std::size_t count = 0;  ///< elements so far
    std::string key;
  };
  std::vector<Frame> m_frames = {{root, true, 0, {}}};
};

std::string Path::text(std::size_t inner) const {
  std::string result;
  for (const Frame& frame : std::span(m_frames).first(depth() - inner).subspan(1)) {
    if (frame.array)
      result += fmt::format("[{}]", frame.count - 1);
    else
      result += (result.empty() ? "" : ".") + frame.key;
  }
  return result.empty() ? "the document" : result;
}

class Handler final : public nlohmann::json_sax<json> {
public:
  explicit Handler(const JsonFields& fields)
      : m_fields(fields) {}
  bool null() override;
  bool boolean(bool value) override;
  bool number_integer(number_integer_t value) override {
    return number(static_cast<double>(value));
  }
  bool number_unsigned(number_unsigned_t value) override {
    return number(static_cast<double>(value));
  }
  bool number_float(number_float_t value, const string_t& /*text*/) override {
    return number(value);
  }
  bool string(string_t& value) override;
  bool binary(binary_t& /*value*/) override { return problem("it holds binary data"); }
  bool start_object(std::size_t /*size*/) override { return open(Kind::object); }
  bool start_array(std::size_t /*size*/) override { return open(Kind::array); }
  bool key(string_t& name) override;
  bool end_object() override;
  bool end_array() override;
  bool parse_error(std::size_t position, const std::string& token, const json::exception&) override;
  [[nodiscard]] Result<> take();

private:
  [[nodiscard]] const Field* wanted(Kind kind);
  bool open(Kind kind);
  bool number(double value);
  bool problem(std::string text);

  const JsonFields& m_fields;
  Path m_path;
  std::optional<Error> m_problem;
};

/// The field for the value that starts here, null if nobody wants it. Go leaves out or writes null
/// for what is empty, so that a member may always be null.
const Field* Handler::wanted(Kind kind) {
  if (m_path.in_array()) m_path.next_element();
  if (m_path.place() == elsewhere) return nullptr;
  const Field* const field = m_fields.find(m_path.place(), m_path.key());
  if (field == nullptr || field->kind == kind) return field;
  if (kind != Kind::null || m_path.in_array())
    problem(fmt::format(
        "{} is {}, not {}", m_path.text(), with_article(kind), with_article(field->kind)));
  return nullptr;
}

bool Handler::null() {
  (void)wanted(Kind::null);
  return !m_problem;
}

bool Handler::boolean(bool value) {
  if (const Field* const field = wanted(Kind::boolean)) *std::get<bool*>(field->slot) = value;
  return !m_problem;
}

bool Handler::number(double value) {
  if (const Field* const field = wanted(Kind::number)) *std::get<double*>(field->slot) = value;
  return !m_problem;
}

/// Copied, because the parser's own string has more room than it needs.
bool Handler::string(string_t& value) {
  const Field* const field = wanted(Kind::text);
  if (field == nullptr) return !m_problem;
  if (auto* const list = std::get_if<std::vector<std::string>*>(&field->slot))
    (*list)->push_back(value);
  else
    *std::get<std::string*>(field->slot) = value;
  return true;
}

bool Handler::open(Kind kind) {
  const Field* const field = wanted(kind);
  if (m_problem) return false;
  if (m_path.depth() > deepest) return problem("it is nested too deeply");
  m_path.open(field == nullptr ? elsewhere : field->inside, kind);
  return true;
}

bool Handler::key(string_t& name) {
  if (m_path.place() != elsewhere) m_path.set_key(name);
  return true;
}

bool Handler::end_object() {
  const JsonFields::Ended* const ended = m_fields.ended(m_path.place());
  if (ended != nullptr) {
    const Result<> result = (*ended)(m_path.own_key());
    if (!result) return problem(m_path.text(1) + " " + result.error().message());
  }
  m_path.close();
  return true;
}

bool Handler::end_array() {
  m_path.close();
  return true;
}

bool Handler::problem(std::string text) {
  if (!m_problem) m_problem = Error(Errc::protocol, std::move(text));
  return false;
}

bool Handler::parse_error(std::size_t position,
                          const std::string& /*token*/,
                          const json::exception& /*error*/) {
  return problem(fmt::format("it is not JSON at byte {}", position));
}

Result<> Handler::take() {
  if (m_problem) return fail(*std::move(m_problem));
  return {};
}

}  // namespace

Result<> read_json(const ByteSource& source, const JsonFields& fields) {
  Handler handler(fields);
  json::sax_parse(Bytes(source), Bytes(), &handler);
  return handler.take();
}

}  // namespace kscan::report
