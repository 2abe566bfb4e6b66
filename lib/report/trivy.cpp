#include "report/report.hpp"
#include "report/trivy_fields.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <span>
#include <tuple>
#include <utility>

namespace kscan::report {
namespace {

using nlohmann::json;
using trivy::Field;
using trivy::Kind;
using trivy::Place;

constexpr std::size_t deepest = 100;

/// The open objects and arrays around the parser's position. The root counts as an array of one.
class Path {
public:
  [[nodiscard]] Place place() const { return m_frames.back().place; }
  [[nodiscard]] const std::string& key() const { return m_frames.back().key; }
  [[nodiscard]] bool in_array() const { return m_frames.back().array; }
  [[nodiscard]] std::size_t depth() const { return m_frames.size(); }
  void open(Place place, Kind kind) { m_frames.push_back({place, kind == Kind::array, 0, {}}); }
  void close() { m_frames.pop_back(); }
  void set_key(std::string& key) { m_frames.back().key = std::move(key); }
  void next_element() { ++m_frames.back().count; }
  /// "Results[0].Vulnerabilities[3].Severity"; `inner` frames are left out.
  [[nodiscard]] std::string text(std::size_t inner = 0) const;

private:
  struct Frame {
    Place place = Place::elsewhere;
    bool array = false;
    std::size_t count = 0;  ///< elements so far
    std::string key;
  };
  std::vector<Frame> m_frames = {{Place::root, true, 0, {}}};
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

class TrivyHandler final : public nlohmann::json_sax<json> {
public:
  TrivyHandler() { m_reading.scan.has_packages = false; }
  bool null() override;
  bool boolean(bool value) override;
  bool number_integer(number_integer_t value) override { return number(value); }
  bool number_unsigned(number_unsigned_t value) override;
  bool number_float(number_float_t /*value*/, const string_t& /*text*/) override;
  bool string(string_t& value) override;
  bool binary(binary_t& /*value*/) override { return problem("it holds binary data"); }
  bool start_object(std::size_t /*size*/) override { return open(Kind::object); }
  bool start_array(std::size_t /*size*/) override { return open(Kind::array); }
  bool key(string_t& name) override;
  bool end_object() override;
  bool end_array() override;
  bool parse_error(std::size_t position, const std::string& token, const json::exception&) override;

  /// What was read, once the parser is through.
  [[nodiscard]] Result<Scan> take();

private:
  [[nodiscard]] const Field* wanted(Kind kind);
  bool open(Kind kind);
  bool number(std::int64_t value);
  bool problem(const std::string& text);
  bool finish_vulnerability();
  void finish_result();

  Path m_path;
  trivy::Reading m_reading;
  std::optional<Error> m_problem;
};

/// The field for the value that starts here, null if nobody wants it. Go leaves out or writes null
/// for what is empty, so that a member may always be null.
const Field* TrivyHandler::wanted(Kind kind) {
  if (m_path.in_array()) m_path.next_element();
  const Field* const field = trivy::find_field(m_path.place(), m_path.key());
  if (field == nullptr || field->kind == kind) return field;
  if (kind != Kind::null || m_path.in_array())
    problem(fmt::format(
        "{} is {}, not {}", m_path.text(), with_article(kind), with_article(field->kind)));
  return nullptr;
}

bool TrivyHandler::null() {
  (void)wanted(Kind::null);
  return !m_problem;
}

bool TrivyHandler::boolean(bool value) {
  if (wanted(Kind::boolean) != nullptr) m_reading.scan.os.end_of_life = value;
  return !m_problem;
}

bool TrivyHandler::number(std::int64_t value) {
  if (wanted(Kind::number) != nullptr) m_reading.schema = value;
  return !m_problem;
}

bool TrivyHandler::number_unsigned(number_unsigned_t value) {
  return number(static_cast<std::int64_t>(std::min<number_unsigned_t>(value, INT64_MAX)));
}

bool TrivyHandler::number_float(number_float_t /*value*/, const string_t& /*text*/) {
  constexpr std::int64_t no_version = -1;
  return number(no_version);
}

bool TrivyHandler::string(string_t& value) {
  if (const Field* const field = wanted(Kind::text)) field->text(m_reading) = std::move(value);
  return !m_problem;
}

bool TrivyHandler::open(Kind kind) {
  const Field* const field = wanted(kind);
  if (m_problem) return false;
  if (m_path.depth() > deepest) return problem("it is nested too deeply");
  m_path.open(field == nullptr ? Place::elsewhere : field->inside, kind);
  return true;
}

bool TrivyHandler::key(string_t& name) {
  if (m_path.place() != Place::elsewhere) m_path.set_key(name);
  return true;
}

bool TrivyHandler::end_object() {
  const Place place = m_path.place();
  if (place == Place::vulnerability && !finish_vulnerability()) return false;
  if (place == Place::result) finish_result();
  m_path.close();
  return true;
}

bool TrivyHandler::end_array() {
  m_path.close();
  return true;
}

bool TrivyHandler::finish_vulnerability() {
  if (m_reading.finding.id.empty()) return problem(m_path.text(1) + " has no VulnerabilityID");
  m_reading.finding.severity = parse_severity(m_reading.severity);
  m_reading.scan.findings.push_back(std::exchange(m_reading.finding, {}));
  m_reading.severity.clear();
  return true;
}

/// A package of an OS is where its package manager put it; one of a language is in the file that
/// the result is about, unless it names its own.
void TrivyHandler::finish_result() {
  auto& [scan, digests, schema, finding, severity, target, package_class, first] = m_reading;
  const bool language = package_class == "lang-pkgs";
  if (language)
    for (Finding& found : std::span(scan.findings).subspan(first))
      if (found.path.empty()) found.path = target;
  if (language || package_class == "os-pkgs") scan.has_packages = true;
  first = scan.findings.size();
  target.clear();
  package_class.clear();
}

bool TrivyHandler::problem(const std::string& text) {
  if (!m_problem) m_problem = Error(Errc::protocol, "cannot use the scanner's report: " + text);
  return false;
}

bool TrivyHandler::parse_error(std::size_t position,
                               const std::string& /*token*/,
                               const json::exception& /*error*/) {
  return problem(fmt::format("it is not JSON at byte {}", position));
}

/// "sha256:..." of "registry/repository@sha256:...", or empty.
std::string digest_of(std::string_view reference) {
  constexpr std::string_view algorithm = "@sha256:";
  constexpr std::size_t hex_digits = 64;
  const auto at = reference.rfind(algorithm);
  if (at == std::string_view::npos) return {};
  const auto hex = reference.substr(at + algorithm.size());
  if (hex.size() != hex_digits
      || hex.find_first_not_of("0123456789abcdef") != std::string_view::npos)
    return {};
  return std::string(reference.substr(at + 1));
}

auto rank(const Finding& f) {
  return std::make_tuple(-static_cast<int>(f.severity),
                         std::cref(f.id),
                         std::cref(f.package),
                         std::cref(f.path),
                         std::cref(f.installed),
                         std::cref(f.fixed),
                         std::cref(f.purl),
                         std::cref(f.title),
                         std::cref(f.url));
}

Result<Scan> TrivyHandler::take() {
  if (m_problem) return fail(*std::move(m_problem));
  constexpr std::int64_t supported = 2;
  if (m_reading.schema != supported)
    return fail(Errc::protocol,
                "cannot use the scanner's report: it is not Trivy's of schema version 2");
  Scan scan = std::move(m_reading.scan);
  if (scan.os.family == "none") scan.os = {};
  for (const std::string& reference : m_reading.digests)
    if (scan.digest.empty()) scan.digest = digest_of(reference);
  std::ranges::sort(scan.findings,
                    [](const Finding& a, const Finding& b) { return rank(a) < rank(b); });
  return scan;
}

}  // namespace

Result<Scan> parse_trivy(std::string_view json_text) {
  TrivyHandler handler;
  json::sax_parse(json_text.begin(), json_text.end(), &handler);
  return handler.take();
}

}  // namespace kscan::report
