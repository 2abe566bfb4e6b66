#include "kubectl-scan/target_flags.hpp"

#include "kubectl-scan/add_flag.hpp"

#include <fmt/format.h>

#include <charconv>
#include <string_view>
#include <system_error>

namespace kscan::cmd {

namespace {

constexpr const char* group = "Targets";

constexpr std::size_t most_images_per_job = 8;
constexpr std::size_t most_jobs = 64;

void add_object_flags(CLI::App& command, TargetFlags& flags) {
  add_flag(command,
           {"-l,--selector", "LABELS", "Only what has these labels: app=web,tier!=test"},
           flags.selector)
      ->group(group);
  add_flag(command,
           {"--field-selector", "FIELDS", "Only what has these fields: status.phase=Running"},
           flags.field_selector)
      ->group(group);
  add_switch(command, {"-A,--all-namespaces", "", "In all namespaces"}, flags.all_namespaces)
      ->group(group);
  add_flag(command,
           {"--exclude-namespace", "NS", "Not in these namespaces; patterns (kube-*), repeatable"},
           flags.excluded_namespaces)
      ->group(group);
  add_switch(command,
             {"--running-only", "", "Only pods, no templates of what nothing runs of"},
             flags.running_only)
      ->group(group);
  add_switch(command,
             {"--ignore-not-found", "", "No error where a named object does not exist"},
             flags.ignore_not_found)
      ->group(group);
  add_flag(command,
           {"--pod-template-path",
            "PATH",
            "Where a custom resource has its pod template, if not in a usual place: spec.podSpec"},
           flags.template_path)
      ->group(group);
}

void add_file_flags(CLI::App& command, TargetFlags& flags) {
  add_flag(
      command,
      {"-f,--filename",
       "FILE",
       "What the manifests in a file, a directory or standard input (-) would run; repeatable"},
      flags.files)
      ->group(group);
  add_switch(command, {"-R,--recursive", "", "Directories of -f with all below"}, flags.recursive)
      ->group(group);
  add_flag(command,
           {"-k,--kustomize", "DIR", "What kubectl kustomize makes of a directory"},
           flags.kustomize)
      ->group(group);
}

void add_image_flags(CLI::App& command, TargetFlags& flags) {
  add_flag(command,
           {"-c,--container", "NAME", "Only these containers; names or patterns, repeatable"},
           flags.containers)
      ->group(group);
  add_switch(command,
             {"--init-containers", "", "Init containers too; on unless =false"},
             flags.init_containers)
      ->group(group);
  add_switch(command,
             {"--ephemeral-containers", "", "Ephemeral containers too; on unless =false"},
             flags.ephemeral_containers)
      ->group(group);
  add_flag(command,
           {"--exclude-image", "IMAGE", "Not these images; patterns (*/pause*), repeatable"},
           flags.excluded_images)
      ->group(group);
}

Result<std::size_t> parse_count(std::string_view flag, std::string_view text, std::size_t most) {
  std::size_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error == std::errc() && end == text.data() + text.size() && count >= 1 && count <= most)
    return count;
  return fail(Errc::usage,
              fmt::format("invalid argument \"{}\" for \"--{}\" flag: a number from 1 to {} is "
                          "expected",
                          text,
                          flag,
                          most));
}

}  // namespace

void add_target_flags(CLI::App& command, TargetFlags& flags) {
  add_object_flags(command, flags);
  add_file_flags(command, flags);
  add_image_flags(command, flags);
}

void add_empty_flag(CLI::App& command, bool& fail_if_empty) {
  add_switch(command, {"--fail-if-empty", "", "Exit with 5 if there is nothing"}, fail_if_empty);
}

void add_plan_flags(CLI::App& command, PlanFlags& flags) {
  add_flag(
      command, {"--images-per-job", "N", "Images that share a job, 1 to 8"}, flags.images_per_job)
      ->capture_default_str();
  add_flag(command, {"--parallel", "N", "Jobs at a time"}, flags.parallel)->capture_default_str();
}

Result<PlanSize> parse_size(const PlanFlags& flags) {
  const auto images = parse_count("images-per-job", flags.images_per_job, most_images_per_job);
  if (!images) return fail(images.error());
  const auto jobs = parse_count("parallel", flags.parallel, most_jobs);
  if (!jobs) return fail(jobs.error());
  return PlanSize{.images_per_job = *images, .parallel = *jobs};
}

}  // namespace kscan::cmd
