#include "kubectl-scan/json_lines.hpp"

#include "kubectl-scan/output.hpp"
#include "render/json_report.hpp"

#include <algorithm>
#include <functional>
#include <ostream>
#include <sstream>
#include <utility>

namespace kscan::cmd {

namespace {

bool wants_lines(const ReportOptions& options) {
  return std::ranges::any_of(options.outputs, [](const render::Output& output) {
    return output.format == render::Format::jsonl && output.file.empty();
  });
}

std::string line_of(const report::ImageReport& image) {
  std::ostringstream line;
  render::write_jsonl_image(image, line);
  return std::move(line).str();
}

std::size_t hash_of(const std::string& line) {
  return std::hash<std::string>()(line);
}

}  // namespace

JsonLines::JsonLines(std::unique_ptr<run::Observer> progress,
                     const ReportOptions& options,
                     std::ostream& out)
    : m_progress(std::move(progress)),
      m_options(options),
      m_out(out),
      m_wanted(wants_lines(options)) {}

void JsonLines::on_image(const report::ImageReport& image) {
  m_progress->on_image(image);
  if (!m_wanted) return;
  report::ImageReport prepared = image;
  prepare(m_options, prepared);
  const std::string line = line_of(prepared);
  m_written.insert(hash_of(line));
  // That nobody reads any more is told at the end, when it is tried again.
  if (!(m_out << line).flush()) m_out.clear();
}

void JsonLines::finish(const report::Report& report) {
  for (const report::ImageReport& image : report.images) {
    const std::string line = line_of(image);
    if (const auto known = m_written.find(hash_of(line)); known != m_written.end())
      m_written.erase(known);
    else
      m_out << line;
  }
  render::write_jsonl_summary(report, m_out);
}

}  // namespace kscan::cmd
