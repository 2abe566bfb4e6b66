#pragma once
#include "kubectl-scan/report_options.hpp"
#include "report/report.hpp"
#include "run/machine.hpp"

#include <cstddef>
#include <iosfwd>
#include <memory>
#include <set>
#include <string>

namespace kscan::cmd {

/// With -o jsonl on standard output each image's line is written, and flushed, as soon as the image
/// is done; with other outputs nothing. All that is told goes on to `progress`.
class JsonLines final : public run::Observer {
public:
  /// `options` and `out` outlive it.
  JsonLines(std::unique_ptr<run::Observer> progress,
            const ReportOptions& options,
            std::ostream& out);

  void on(const run::Tell& told) override { m_progress->on(told); }
  void on_image(const report::ImageReport& image) override;
  /// The lines of a prepared report that are not written yet, and the summary.
  void finish(const report::Report& report);

private:
  std::unique_ptr<run::Observer> m_progress;
  const ReportOptions& m_options;
  std::ostream& m_out;
  bool m_wanted;
  std::multiset<std::size_t> m_written;  ///< hashes of lines
};

}  // namespace kscan::cmd
