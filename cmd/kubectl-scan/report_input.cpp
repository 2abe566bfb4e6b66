#include "kubectl-scan/report_input.hpp"

#include "base/time.hpp"
#include "io/file_reader.hpp"
#include "report/history.hpp"
#include "report/saved.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace kscan::cmd {

Result<report::Report> read_report(const std::string& file, report::Detail detail) {
  const bool from_stdin = file == "-";
  Result<io::FileReader> reader = io::FileReader::open(from_stdin ? "/dev/stdin" : file);
  if (!reader) return fail(std::move(reader).error());
  Result<report::Report> report = report::read_saved([&] { return reader->next(); }, detail);
  if (reader->failure()) return fail(*reader->failure());
  if (!report) return fail(std::move(report).error().because(from_stdin ? "STDIN" : file));
  return report;
}

Result<report::Report> read_reports(const std::vector<std::string>& files, report::Detail detail) {
  if (files.empty())
    return fail(Error(Errc::usage, "no report was specified")
                    .hint("kubectl scan pod NAME -o json=FILE, then kubectl scan report FILE"));
  if (std::ranges::count(files, "-") > 1)
    return fail(Errc::usage, "standard input cannot be used for multiple arguments");
  std::vector<report::Report> reports;
  for (const std::string& file : files) {
    Result<report::Report> report = read_report(file, detail);
    if (!report) return report;
    reports.push_back(*std::move(report));
  }
  if (reports.size() == 1) return std::move(reports.front());
  return report::merge(std::move(reports));
}

ReportInput report_input(const kubeconfig::System& system) {
  return {.read_file = system.read_file,
          .read_report = [](const std::string& file) { return read_report(file); },
          .now = format_rfc3339(std::chrono::system_clock::now())};
}

}  // namespace kscan::cmd
