#include "base/text.hpp"
#include "kubectl-scan/runs.hpp"
#include "render/grid.hpp"
#include "render/yaml.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <ostream>
#include <set>
#include <utility>

namespace kscan::cmd {

namespace {

using manifest::OwnJob;
using nlohmann::ordered_json;
using std::chrono::seconds;

constexpr std::array<std::pair<std::string_view, RunsFormat>, 5> formats{
    {{"json", RunsFormat::json},
     {"name", RunsFormat::name},
     {"table", RunsFormat::table},
     {"wide", RunsFormat::wide},
     {"yaml", RunsFormat::yaml}}};

/// What the run's images are, each once, and who runs them.
struct Contents {
  std::set<std::string> images;
  std::set<std::string> targets;
};

Contents contents_of(const OwnJob& job) {
  Contents contents;
  if (!job.scans) return contents;
  for (const plan::Scan& scan : job.scans->group.scans) {
    contents.images.insert(scan.image.pinned());
    for (const workload::Target& target : scan.targets)
      contents.targets.insert(target.kind + "/" + target.name);
  }
  return contents;
}

Contents contents_of(const Run& run) {
  Contents contents;
  for (const OwnJob& job : run.jobs) {
    Contents more = contents_of(job);
    contents.images.merge(more.images);
    contents.targets.merge(more.targets);
  }
  return contents;
}

bool is_over(const Run& run, const RunsView& view) {
  return view.now && std::ranges::all_of(run.jobs, [&](const OwnJob& job) {
           return is_leftover(job, *view.now);
         });
}

std::string status_of(const Run& run, const RunsView& view) {
  return is_over(run, view) ? "Leftover" : run.status();
}

ordered_json job_json(const OwnJob& job) {
  return {{"name", job.name},
          {"status", to_string(job.state)},
          {"created", format_rfc3339(job.created)},
          {"deadline", format_rfc3339(job.deadline)},
          {"images", contents_of(job).images}};
}

ordered_json run_json(const Run& run, const RunsView& view) {
  auto jobs = ordered_json::array();
  for (const OwnJob& job : run.jobs)
    jobs.push_back(job_json(job));
  const Contents contents = contents_of(run);
  return {{"run", run.id},
          {"namespace", run.ns},
          {"status", status_of(run, view)},
          {"detached", run.detached()},
          {"created", format_rfc3339(run.created())},
          {"targets", contents.targets},
          {"images", contents.images},
          {"jobs", std::move(jobs)}};
}

/// "Deployment/web +2"
std::string first_of(const std::set<std::string>& names) {
  if (names.empty()) return "<unknown>";
  const std::string& first = *names.begin();
  return printable(names.size() == 1 ? first : fmt::format("{} +{}", first, names.size() - 1));
}

std::string age_of(const Run& run, const RunsView& view) {
  if (!view.now) return "<unknown>";
  return age_text(std::chrono::duration_cast<seconds>(*view.now - run.created()));
}

std::string scanner_of(const Run& run) {
  const std::string& image = run.jobs.front().scanner_image;
  return image.empty() ? "<unknown>" : printable(image);
}

constexpr std::size_t short_name = 12;

void write_grid(const std::vector<Run>& runs, const RunsView& view, std::ostream& out) {
  using Text = std::function<std::string(const Run&, const Contents&)>;
  std::vector<std::pair<render::Grid::Column, Text>> columns;
  if (view.namespaces)
    columns.emplace_back(render::Grid::Column{"NAMESPACE", short_name},
                         [](const Run& run, const Contents&) { return printable(run.ns); });
  columns.emplace_back(render::Grid::Column{"RUN"},
                       [](const Run& run, const Contents&) { return printable(run.id); });
  columns.emplace_back(render::Grid::Column{"STATUS"},
                       [&](const Run& run, const Contents&) { return status_of(run, view); });
  columns.emplace_back(render::Grid::Column{"IMAGES"}, [](const Run&, const Contents& what) {
    return std::to_string(what.images.size());
  });
  columns.emplace_back(render::Grid::Column{"AGE"},
                       [&](const Run& run, const Contents&) { return age_of(run, view); });
  columns.emplace_back(render::Grid::Column{"TARGET", short_name},
                       [](const Run&, const Contents& what) { return first_of(what.targets); });
  if (view.format == RunsFormat::wide) {
    columns.emplace_back(render::Grid::Column{"JOBS"}, [](const Run& run, const Contents&) {
      return std::to_string(run.jobs.size());
    });
    columns.emplace_back(render::Grid::Column{"SCANNER", short_name},
                         [](const Run& run, const Contents&) { return scanner_of(run); });
  }
  std::vector<render::Grid::Column> heads;
  for (const auto& [head, text] : columns)
    heads.push_back(head);
  render::Grid grid(heads);
  for (const Run& run : runs) {
    std::vector<render::Grid::Cell> row;
    for (const auto& [head, text] : columns)
      row.push_back({text(run, contents_of(run))});
    grid.add(std::move(row));
  }
  const auto width = static_cast<std::size_t>(std::max(view.style.columns, 0));
  grid.write({.columns = width, .least = columns.size(), .titles = view.style.headers}, out);
}

}  // namespace

Result<RunsFormat> parse_runs_format(std::string_view word) {
  std::vector<std::string_view> names;
  for (const auto& [name, format] : formats) {
    if (name == word) return format;
    names.push_back(name);
  }
  return fail(Errc::usage,
              fmt::format("unable to match a printer suitable for the output format \"{}\", "
                          "allowed formats are: {}",
                          word,
                          fmt::join(names, ",")));
}

ordered_json runs_json(const std::vector<Run>& runs, const RunsView& view) {
  auto items = ordered_json::array();
  for (const Run& run : runs)
    items.push_back(run_json(run, view));
  return {{"items", std::move(items)}};
}

void write_runs(const std::vector<Run>& runs, const RunsView& view, std::ostream& out) {
  switch (view.format) {
  case RunsFormat::name:
    for (const Run& run : runs)
      for (const OwnJob& job : run.jobs)
        out << "job.batch/" << printable(job.name) << '\n';
    return;
  case RunsFormat::json:
    out << runs_json(runs, view).dump(2, ' ', false, nlohmann::json::error_handler_t::replace)
        << '\n';
    return;
  case RunsFormat::yaml:
    return render::write_yaml_value(runs_json(runs, view), out);
  case RunsFormat::table:
  case RunsFormat::wide:
    if (!runs.empty()) write_grid(runs, view, out);
    return;
  }
}

std::string age_text(seconds age) {
  const auto total = std::max<std::int64_t>(age.count(), 0);
  const auto pair = [](std::int64_t value, char big, std::int64_t rest, char small) {
    return rest == 0 ? fmt::format("{}{}", value, big)
                     : fmt::format("{}{}{}{}", value, big, rest, small);
  };
  const auto minutes = total / 60;
  const auto hours = total / 3600;
  const auto days = hours / 24;
  if (total < 120) return fmt::format("{}s", total);
  if (minutes < 10) return pair(minutes, 'm', total % 60, 's');
  if (minutes < 180) return fmt::format("{}m", minutes);
  if (hours < 8) return pair(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return fmt::format("{}h", hours);
  if (hours < 192) return pair(days, 'd', hours % 24, 'h');
  return fmt::format("{}d", days);
}

}  // namespace kscan::cmd
