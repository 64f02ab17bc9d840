"""What probes of evaluations share: whether a judgement compares and judges the right things."""
