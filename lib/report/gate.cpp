#include "report/gate.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kscan::report {
namespace {

Error unknown_gate(std::string_view text) {
  return Error(Errc::usage,
               fmt::format("invalid --fail-on \"{}\": must be none, a severity (unknown, low, "
                           "medium, high, critical), new:SEVERITY, eol, or SEVERITY,eol",
                           text));
}

/// One word of the list; false if it is none.
bool add_word(Gate& gate, std::string_view word) {
  constexpr std::string_view only_new = "new:";
  const std::string lower = to_lower_ascii(trim(word));
  std::string_view rest = lower;
  if (rest == "eol") {
    const bool first = !gate.end_of_life;
    gate.end_of_life = true;
    return first;
  }
  const bool is_new = rest.starts_with(only_new);
  if (is_new) rest.remove_prefix(only_new.size());
  const std::optional<Severity> severity = severity_named(rest);
  if (!severity || gate.least) return false;
  gate.least = severity;
  gate.only_new = is_new;
  return true;
}

bool timed_out(const Report& report) noexcept {
  return std::ranges::any_of(report.images, [](const ImageReport& image) {
    return image.failure && image.failure->code() == Errc::timeout;
  });
}

}  // namespace

bool Gate::fails(const Finding& finding) const noexcept {
  return least && finding.severity >= *least && (!only_new || finding.age == Age::fresh);
}

Result<Gate> parse_gate(std::string_view text) {
  Gate gate;
  gate.text = to_lower_ascii(text);
  if (gate.text == "none") return gate;
  for (std::string_view rest = text;;) {
    const std::size_t comma = rest.find(',');
    if (!add_word(gate, rest.substr(0, comma))) return fail(unknown_gate(text));
    if (comma == std::string_view::npos) return gate;
    rest.remove_prefix(comma + 1);
  }
}

void evaluate(const Gate& gate, Report& report) {
  if (!gate.least && !gate.end_of_life) return;
  GateResult result{.threshold = gate.text};
  for (ImageReport& image : report.images) {
    if (!image.scanned()) continue;
    for (Finding& finding : image.scan.findings) {
      finding.gated = gate.fails(finding);
      if (finding.gated) ++result.findings;
    }
    if (gate.end_of_life && image.scan.os.end_of_life) ++result.end_of_life;
  }
  result.passed = result.findings == 0 && result.end_of_life == 0;
  report.gate = std::move(result);
}

int exit_code_of(const Report& report, const Ending& ending) noexcept {
  if (ending.signal != 0) return exit_code::signal + ending.signal;
  if (!ending.ignore_errors && timed_out(report)) return exit_code::timeout;
  if (report.gate && !report.gate->passed) return ending.gate_code;
  if (!ending.ignore_errors && failures(report) > 0) return exit_code::incomplete;
  return ending.fail_if_empty && report.images.empty() ? exit_code::empty : exit_code::ok;
}

}  // namespace kscan::report
