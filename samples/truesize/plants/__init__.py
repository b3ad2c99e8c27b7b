"""The faults planted in the station of true size, each with the verdicts that must follow from it."""
