#include "kubectl-scan/report_options.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <iterator>
#include <string_view>
#include <utility>

namespace kscan::cmd {

namespace {

constexpr std::array default_ignore_files{".trivyignore.yaml", ".trivyignore"};

Error invalid(std::string_view flag, std::string_view why) {
  return Error(Errc::usage, fmt::format("invalid value for --{}: {}", flag, why));
}

Result<Color> parse_color(std::string_view word) {
  if (word == "auto") return Color::automatic;
  if (word == "always") return Color::always;
  if (word == "never") return Color::never;
  return fail(
      invalid("color", fmt::format(R"("{}" is none of "auto", "always" and "never")", word)));
}

Result<int> parse_exit_code(std::string_view text) {
  constexpr int most = 255;
  int code = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, code);
  if (error != std::errc() || stop != end || code < 0 || code > most)
    return fail(invalid("exit-code", fmt::format("\"{}\" is no number from 0 to 255", text)));
  return code;
}

Result<> take_shape(const ReportFlags& flags, ReportOptions& options) {
  auto outputs = render::parse_outputs(flags.outputs);
  if (!outputs) return fail(std::move(outputs).error());
  const Result<Color> color = parse_color(flags.color);
  if (!color) return fail(color.error());
  options.outputs = *std::move(outputs);
  options.color = *color;
  options.show_suppressed = flags.show_suppressed;
  options.headers = !flags.no_headers;
  return {};
}

Result<> take_findings(const ReportFlags& flags, ReportOptions& options) {
  options.shown.set();
  options.relevant.only_fixed = flags.only_fixed;
  options.relevant.ids = flags.ids;
  options.relevant.without_status = flags.ignored_statuses;
  if (flags.severity.empty()) return {};
  const Result<report::Severities> severities = report::parse_severities(flags.severity);
  if (!severities) return fail(severities.error());
  options.shown = *severities;
  return {};
}

Result<> take_gate(const ReportFlags& flags, ReportOptions& options) {
  Result<report::Gate> gate = report::parse_gate(flags.fail_on);
  if (!gate) return fail(std::move(gate).error());
  const Result<int> code = parse_exit_code(flags.exit_code);
  if (!code) return fail(code.error());
  options.gate = *std::move(gate);
  options.ending = {.fail_if_empty = flags.fail_if_empty,
                    .ignore_errors = flags.ignore_errors,
                    .gate_code = *code};
  return {};
}

Result<> add_exceptions(std::string_view flag,
                        const std::string& file,
                        const ReportInput& input,
                        ReportOptions& options) {
  const Result<std::string> text = input.read_file(file);
  if (!text) return fail(Error(text.error()).because(fmt::format("reading --{}", flag)));
  Result<ignore::Rules> rules = ignore::parse(file, *text, input.now);
  if (!rules) return fail(std::move(rules).error());
  std::ranges::move(rules->rules, std::back_inserter(options.exceptions));
  std::ranges::move(rules->warnings, std::back_inserter(options.warnings));
  return {};
}

/// The files that count when no flag names one, as far as they are there.
Result<> add_default_exceptions(const ReportInput& input, ReportOptions& options) {
  for (const char* const file : default_ignore_files) {
    const Result<std::string> text = input.read_file(file);
    if (!text && text.error().code() == Errc::not_found) continue;
    if (Result<> done = add_exceptions("ignore-file", file, input, options); !done) return done;
  }
  return {};
}

Result<>
take_exceptions(const ReportFlags& flags, const ReportInput& input, ReportOptions& options) {
  if (flags.no_ignore_file && !flags.ignore_files.empty())
    return fail(Errc::usage, "--ignore-file and --no-ignore-file exclude each other");
  if (flags.ignore_files.empty() && !flags.no_ignore_file)
    if (Result<> done = add_default_exceptions(input, options); !done) return done;
  for (const std::string& file : flags.ignore_files)
    if (Result<> done = add_exceptions("ignore-file", file, input, options); !done) return done;
  for (const std::string& file : flags.vex)
    if (Result<> done = add_exceptions("vex", file, input, options); !done) return done;
  return {};
}

Result<> take_baseline(const ReportFlags& flags, const ReportInput& input, ReportOptions& options) {
  if (flags.baseline.empty()) {
    if (!options.gate.only_new) return {};
    return fail(Error(Errc::usage, fmt::format("--fail-on {} needs a --baseline", flags.fail_on))
                    .hint("--baseline FILE, a report that was saved with -o json=FILE"));
  }
  Result<report::Report> baseline = input.read_report(flags.baseline);
  if (!baseline) return fail(std::move(baseline).error());
  options.baseline = *std::move(baseline);
  return {};
}

}  // namespace

Result<ReportOptions> to_report_options(const ReportFlags& flags, const ReportInput& input) {
  ReportOptions options;
  // What is wrong with the flags themselves is said before any file is read.
  Result<> taken = take_shape(flags, options)
                       .and_then([&] { return take_findings(flags, options); })
                       .and_then([&] { return take_gate(flags, options); })
                       .and_then([&] { return take_exceptions(flags, input, options); })
                       .and_then([&] { return take_baseline(flags, input, options); });
  if (!taken) return fail(std::move(taken).error());
  return options;
}

}  // namespace kscan::cmd
