#pragma once
#include "kubectl-scan/command.hpp"
#include "kubectl-scan/report_options.hpp"
#include "render/style.hpp"
#include "report/report.hpp"

#include <functional>
#include <iosfwd>
#include <string>

namespace kscan::cmd {

/// What the options make of a report: exceptions, then the comparison with the baseline, then what
/// is relevant, then the gate, then what is shown. Its warnings say what ended, and that the
/// vulnerability database was too old when the report was made.
void prepare(const ReportOptions& options, report::Report& report);

/// The same for one image, which is done before the others are.
void prepare(const ReportOptions& options, report::ImageReport& image);

/// That a report is too long for those who read its SARIF; empty if it is not, or no SARIF.
[[nodiscard]] std::string sarif_warning(const report::Report& report, const ReportOptions& options);

/// Shows a report for which no format was asked.
using Show = std::function<void(
    const report::Report& report, const render::Style& style, std::ostream& out)>;
/// One image as a table, several as a summary.
void show_best(const report::Report& report, const render::Style& style, std::ostream& out);

class JsonLines;

struct Delivery {
  int signal = 0;  ///< that interrupted the run, or 0
  Show show = show_best;
  JsonLines* lines = nullptr;  ///< has written a part of -o jsonl already
};

/// Prepares a report and writes it wherever the options say, files first and each whole or not at
/// all; warnings and errors go to `around.err`. The exit code of design.md section 7: the same for
/// every format. In GitHub Actions the format github appends to the step summary as well.
[[nodiscard]] int deliver(report::Report report,
                          const ReportOptions& options,
                          Surroundings& around,
                          const Delivery& delivery = {});

}  // namespace kscan::cmd
