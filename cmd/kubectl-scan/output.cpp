#include "kubectl-scan/output.hpp"

#include "io/write_file.hpp"
#include "kubectl-scan/json_lines.hpp"
#include "render/documents.hpp"
#include "render/render.hpp"
#include "render/table.hpp"
#include "render/words.hpp"
#include "report/history.hpp"
#include "ui/ui.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

namespace kscan::cmd {

namespace {

using render::Format;
using render::Output;

void add_warning(report::Report& report, std::string warning) {
  if (!warning.empty() && std::ranges::find(report.warnings, warning) == report.warnings.end())
    report.warnings.push_back(std::move(warning));
}

render::Style style_of_files(const ReportOptions& options) {
  return {.show_suppressed = options.show_suppressed, .headers = options.headers};
}

render::Style style_of_stdout(const ReportOptions& options, const Surroundings& around) {
  const auto& env = around.system.env;
  const ui::Terminal terminal =
      ui::detect(STDOUT_FILENO, env("NO_COLOR").has_value(), env("TERM").value_or(""));
  render::Style style = style_of_files(options);
  style.columns = terminal.columns;
  style.color = options.color == Color::automatic ? terminal.color : options.color == Color::always;
  return style;
}

/// What the options leave of the findings.
void filter(const ReportOptions& options, report::Report& report) {
  ignore::apply(options.exceptions, report);
  if (options.baseline) report::compare(*options.baseline, report);
  report::apply(options.relevant, report);
}

/// Whether people read it, and so see there what came of the gate.
bool is_for_people(Format format) {
  constexpr std::array formats{
      Format::table, Format::summary, Format::markdown, Format::github, Format::html};
  return std::ranges::find(formats, format) != formats.end();
}

/// Results that GitHub's code scanning takes in one run; a file with more is refused.
constexpr std::size_t most_sarif_results = 25'000;

/// Writes one report to all its places; remembers what went wrong.
class Delivered {
public:
  Delivered(const report::Report& report, const ReportOptions& options, Surroundings& around)
      : m_report(report),
        m_options(options),
        m_around(around) {}

  void files() {
    for (const Output& output : m_options.outputs) {
      if (!output.file.empty()) file(output);
      if (output.format == Format::github) step_summary();
    }
  }

  void standard_output(const Delivery& delivery) {
    errno = 0;
    if (m_options.outputs.empty()) {
      delivery.show(m_report, style_of_stdout(m_options, m_around), m_around.out);
      m_read_by_people = true;
    }
    for (const Output& output : m_options.outputs) {
      if (!output.file.empty()) continue;
      if (output.format == Format::jsonl && delivery.lines)
        delivery.lines->finish(m_report);
      else
        note(render::write(output, m_report, style_of_stdout(m_options, m_around), m_around.out));
      m_read_by_people = is_for_people(output.format);
    }
    if (m_around.out.flush()) return;
    m_cut_off = errno == EPIPE;
    if (!m_cut_off) note(fail(Errc::internal, "cannot write the report to standard output"));
  }

  /// Why the exit code is not 0, unless the report on standard output says so.
  void tell_outcome() {
    if (m_read_by_people) return;
    if (report::failures(m_report) > 0)
      m_around.err << "scan: " << render::size_text(m_report) << '\n';
    if (m_report.gate && !m_report.gate->passed)
      m_around.err << "scan: " << render::gate_text(*m_report.gate) << '\n';
  }

  [[nodiscard]] bool failed() const { return m_failed; }
  /// Nobody reads standard output any more, as with "| head".
  [[nodiscard]] bool cut_off() const { return m_cut_off; }

private:
  void file(const Output& output) {
    note(io::write_file(output.file, [&](std::ostream& out) {
      return render::write(output, m_report, style_of_files(m_options), out);
    }));
  }

  void step_summary() {
    const std::string path = m_around.system.env("GITHUB_STEP_SUMMARY").value_or("");
    if (path.empty()) return;
    note(io::append_to_file(path, [&](std::ostream& out) -> Result<> {
      render::write_markdown(m_report, style_of_files(m_options), out);
      return {};
    }));
  }

  void note(const Result<>& done) {
    if (done) return;
    ui::print_error(m_around.err, done.error());
    m_failed = true;
  }

  const report::Report& m_report;
  const ReportOptions& m_options;
  Surroundings& m_around;
  bool m_read_by_people = false;
  bool m_failed = false;
  bool m_cut_off = false;
};

}  // namespace

void prepare(const ReportOptions& options, report::Report& report) {
  report::complete_scanner(report);
  add_warning(report, report::stale_database(report.scanner, report.created));
  for (const std::string& warning : options.warnings)
    add_warning(report, warning);
  filter(options, report);
  report::evaluate(options.gate, report);
  report::apply({.severities = options.shown}, report);
}

void prepare(const ReportOptions& options, report::ImageReport& image) {
  report::Report alone;
  alone.images.push_back(std::move(image));
  filter(options, alone);
  report::apply({.severities = options.shown}, alone);
  image = std::move(alone.images.front());
}

std::string sarif_warning(const report::Report& report, const ReportOptions& options) {
  if (std::ranges::find(options.outputs, Format::sarif, &Output::format) == options.outputs.end())
    return {};
  const report::Totals sum = totals(report);
  const std::size_t results = sum.all() + (options.show_suppressed ? sum.suppressed : 0);
  if (results <= most_sarif_results) return {};
  return fmt::format("GitHub's code scanning refuses SARIF of more than {} results, and this has "
                     "{}: --severity and --only-fixed leave some out",
                     most_sarif_results,
                     results);
}

void show_best(const report::Report& report, const render::Style& style, std::ostream& out) {
  if (report.images.size() > 1)
    render::write_summary(report, style, out);
  else
    render::write_table(report, style, out);
}

int deliver(report::Report report,
            const ReportOptions& options,
            Surroundings& around,
            const Delivery& delivery) {
  prepare(options, report);
  for (const std::string& warning : report.warnings)
    ui::print_warning(around.err, warning);
  if (const std::string warning = sarif_warning(report, options); !warning.empty())
    ui::print_warning(around.err, warning);
  Delivered delivered(report, options, around);
  delivered.files();
  delivered.standard_output(delivery);
  delivered.tell_outcome();
  report::Ending ending = options.ending;
  ending.signal = delivery.signal;
  if (delivered.failed() && ending.signal == 0) return report::exit_code::error;
  if (delivered.cut_off() && ending.signal == 0) ending.signal = SIGPIPE;
  return report::exit_code_of(report, ending);
}

}  // namespace kscan::cmd
