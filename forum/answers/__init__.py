"""What became of answers: which ones helped the asker, and how they went when tried."""
